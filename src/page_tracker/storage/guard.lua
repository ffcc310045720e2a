-- Opens each script that counts: applies a worker's numbered batch once.
--
--   KEYS[1]     string  the worker's last batch: "SEQUENCE ANSWER"; expires
--   SEQUENCE    ARGV[1], number of the batch, higher than the worker's last
--   LATE_AFTER  ARGV[2], milliseconds of this server's clock; nobody waits any longer
--   LIFE        ARGV[3], seconds for which the batch is remembered
--
-- The same batch sent again gets the same answer and counts nothing.
-- Errors: STALE (a later batch was applied), LATE.
local guard = KEYS[1]
local sequence, late_after, life = ARGV[1], ARGV[2], ARGV[3]

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

local function answered(answer)
  redis.call('SET', guard, sequence .. ' ' .. answer, 'EX', life)
  return answer
end
