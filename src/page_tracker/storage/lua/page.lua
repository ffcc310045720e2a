-- Sets the all-time views of a page, or forgets the page.
--
-- EVALSHA sha 4 totals pages page_visitors titles PATH [VIEWS]
--
--   KEYS[1]  hash  totals         views, visitors
--   KEYS[2]  zset  pages          path -> views
--   KEYS[3]  zset  page_visitors  path -> visitors
--   KEYS[4]  hash  titles         path -> title
--   PATH     the page; it need not be known
--   VIEWS    a whole number; without it the page is forgotten
--
-- The totals change by the difference. There are never more visitors than views, of
-- the page and in the totals: those that are too many are cut off.
-- Answers the views and visitors of the page.
-- Errors: WRONGTYPE, and those of HINCRBY; then no number is changed.
local totals, pages, page_visitors, titles = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local path, views = ARGV[1], ARGV[2]
local number = tonumber(views or 0)

-- An error would not undo what came before it: look at every key first.
local before = tonumber(redis.call('ZSCORE', pages, path) or 0)
local visitors = tonumber(redis.call('ZSCORE', page_visitors, path) or 0)
redis.call('HEXISTS', titles, path)
local all_visitors = redis.call('HINCRBY', totals, 'visitors', 0)

-- "%.0f", as Lua writes a number with 14 digits.
local change = string.format('%.0f', number - before)
local all_views = redis.call('HINCRBY', totals, 'views', change)
if all_visitors > all_views then
  redis.call('HSET', totals, 'visitors', string.format('%.0f', all_views))
end

if not views then
  redis.call('ZREM', pages, path)
  redis.call('ZREM', page_visitors, path)
  redis.call('HDEL', titles, path)
  return { 0, 0 }
end
redis.call('ZADD', pages, views, path)
if visitors > number then
  redis.call('ZADD', page_visitors, views, path)
  visitors = number
end
return { number, visitors }
