-- Applies one numbered batch of views once, and says which numbers it gave out.
--
-- EVALSHA sha 2 {page_views}:applied:WORKER page_views SEQUENCE LATE_AFTER LIFE VIEWS
--
--   KEYS[1]     string  the worker's last batch: "SEQUENCE LAST COUNTED"; expires
--   KEYS[2]     string  the counter, a whole number
--   SEQUENCE    number of the batch, one more than the worker's last
--   LATE_AFTER  milliseconds of this server's clock; after it nobody waits any more
--   LIFE        seconds for which the batch is remembered
--   VIEWS       how many views to count, at least 1
--
-- Answers "LAST COUNTED": the counter's value after the batch, and how many of the
-- views are in it. The same batch sent again gets the same answer and counts nothing.
-- Errors: STALE (a later batch was applied), LATE, and those of INCRBY.
local guard, counter = KEYS[1], KEYS[2]
local sequence, late_after, life, views = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local applied = redis.call('GET', guard)
if applied then
  local last, answer = string.match(applied, '^(%d+) (.*)$')
  if last == sequence then
    return answer
  elseif tonumber(last) > tonumber(sequence) then
    return redis.error_reply('STALE batch ' .. sequence .. ' came after ' .. last)
  end
end

local now = redis.call('TIME')
if now[1] * 1000 + now[2] / 1000 > tonumber(late_after) then
  return redis.error_reply('LATE batch ' .. sequence .. ' is no longer waited for')
end

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
local answer = redis.call('GET', counter) .. ' ' .. counted
redis.call('SET', guard, sequence .. ' ' .. answer, 'EX', life)
return answer
