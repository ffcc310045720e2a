-- Counts views of the plain counter, and says which numbers it gave out.
--
-- EVALSHA sha 2 {page_views}:applied:WORKER page_views SEQUENCE LATE_AFTER PREVIOUS VIEWS
--
--   KEYS[1]  see guard.lua, which goes before this
--   KEYS[2]  string  the counter, a whole number
--   VIEWS    how many views to count, at least 1
--
-- Answers "LAST COUNTED": the counter's value after the batch, and how many of the
-- views are in it. Errors: those of guard.lua and of INCRBY.
local counter, views = KEYS[2], ARGV[4]

local counted = tonumber(views)
local failure = redis.pcall('INCRBY', counter, views)
if type(failure) == 'table' then
  -- At the end of the range single views may still fit, as they would have alone.
  counted = 0
  while counted < tonumber(views) and type(redis.pcall('INCR', counter)) ~= 'table' do
    counted = counted + 1
  end
  if counted == 0 then
    return failure
  end
end

-- GET, as a Lua number would lose digits above 2^53.
return answered(redis.call('GET', counter) .. ' ' .. counted)
