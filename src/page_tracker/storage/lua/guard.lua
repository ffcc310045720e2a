-- Opens each script that counts: applies a worker's numbered call once, and in order.
--
--   KEYS[1]     string  the worker's last call: "SEQUENCE ANSWER"; expires
--   SEQUENCE    ARGV[1], number of the call, higher than that of the one before it: the
--               worker's views of this site, say, with those of the call
--   LATE_AFTER  ARGV[2], milliseconds of this server's clock; nobody waits any longer;
--               0 for what is in a journal and so is never late
--   PREVIOUS    ARGV[3], number of the call before this one in the worker's journal; 0
--               if it is not missed: there is none, or it was given up
--
-- The same call sent again gets the same answer and counts nothing.
-- Errors: STALE (a later call was applied), LATE, GAP (the one before is not there, as
-- this server has forgotten it, or has refused it).
local guard = KEYS[1]
local sequence, late_after, previous = ARGV[1], ARGV[2], ARGV[3]

-- A guard of another type, or one that says no number, was put there by somebody else:
-- it is as good as none, and the call writes over it.
local applied = redis.pcall('GET', guard)
local last, last_answer = string.match(type(applied) == 'string' and applied or '', '^(%d+) (.*)$')
last = last or '0'
if last == sequence then
  return last_answer
elseif tonumber(last) > tonumber(sequence) then
  return redis.error_reply('STALE call ' .. sequence .. ' came after ' .. last)
elseif tonumber(last) < tonumber(previous) then
  return redis.error_reply('GAP call ' .. previous .. ' is missing after ' .. last)
end

if late_after ~= '0' then
  local now = redis.call('TIME')
  if now[1] * 1000 + now[2] / 1000 > tonumber(late_after) then
    return redis.error_reply('LATE call ' .. sequence .. ' is no longer waited for')
  end
end

local function answered(answer)
  redis.call('SET', guard, sequence .. ' ' .. answer, 'EX', APPLIED_LIFE)
  return answer
end

-- Returns an error if this connection's user may not run some command on its key; given
-- as COMMAND, KEY, COMMAND, KEY... A script that found out in its middle could not undo
-- what it has written. Redis before 7.0 cannot say beforehand.
local function denied(pairs)
  for place = 1, redis.acl_check_cmd and #pairs or 0, 2 do
    if not redis.acl_check_cmd(pairs[place], pairs[place + 1]) then
      return redis.error_reply('NOPERM this user may not run ' .. pairs[place])
    end
  end
end
