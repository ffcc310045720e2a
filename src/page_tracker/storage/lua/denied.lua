-- Finds which commands this connection's user may not run on which keys; runs none.
--
-- EVALSHA sha 0 NUMBER COMMAND... KEY...
--
--   NUMBER   how many commands follow
--   COMMAND  a command whose first argument is a key
--   KEY      a key; undeclared, as the server rejects a script with a forbidden KEYS
--
-- Answers COMMAND, KEY, COMMAND, KEY... for each pair that is denied, or nil where the
-- server cannot say (Redis before 7.0).
if type(redis.acl_check_cmd) ~= 'function' then
  return nil
end
local denied, number = {}, tonumber(ARGV[1])
for command = 2, number + 1 do
  for key = number + 2, #ARGV do
    -- Always with a key: Valkey 9.1.2 crashes for SET without one.
    if not redis.acl_check_cmd(ARGV[command], ARGV[key]) then
      denied[#denied + 1] = ARGV[command]
      denied[#denied + 1] = ARGV[key]
    end
  end
end
return denied
