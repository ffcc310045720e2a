-- Finds which commands and keys are denied by running harmless calls, for a server that
-- cannot say it (Redis before 7.0): see denied.lua.
--
-- EVALSHA sha 1 SCRATCH NUMBER COMMAND... KEY...
--
--   SCRATCH  string  "x", for a millisecond: most commands fail on it, and none of those
--                    that fail changes anything
--   NUMBER, COMMAND, KEY  as in denied.lua
--
-- Answers COMMAND, '' for each command and '', KEY for each key that is denied.
-- Errors: those with which the server rejects writes, or SET.
local scratch, number = KEYS[1], tonumber(ARGV[1])

local function failure(...)
  local answer = redis.pcall(...)
  return type(answer) == 'table' and answer.err or ''
end

local function is_denied(text)
  return string.find(text, 'NOPERM', 1, true)
    or string.find(text, 'ACL failure in script', 1, true)
    or string.find(text, "The user executing the script can't", 1, true)
end

-- Arguments are added until there are as many as the command takes. The server checks
-- their number before it checks permissions.
local function attempt(command)
  redis.call('SET', scratch, 'x', 'PX', 1)
  local call, text = { command }, nil
  repeat
    text = failure(unpack(call))
    call[#call + 1] = #call == 1 and scratch or 'x'
  until #call > 8 or not string.find(text, 'rong number of arg', 1, true)
  return text
end

local denied = {}
for command = 2, number + 1 do
  if is_denied(attempt(ARGV[command])) then
    denied[#denied + 1] = ARGV[command]
    denied[#denied + 1] = ''
  end
end

-- Before Redis 7.0, a user may read a key or not use it at all.
local may_ask = not is_denied(attempt('TTL'))
redis.call('SET', scratch, 'x', 'PX', 1)
for key = number + 2, #ARGV do
  if may_ask and is_denied(failure('TTL', ARGV[key])) then
    denied[#denied + 1] = ''
    denied[#denied + 1] = ARGV[key]
  end
end
return denied
