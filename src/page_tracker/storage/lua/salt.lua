-- Says the salt of a day: whoever asks first chooses it, for all workers.
--
-- EVALSHA sha 1 pt:salt:DAY RANDOM LIFE
--
--   KEYS[1]  string  32 random bytes; expires
--   RANDOM   what it becomes if there is none yet
--   LIFE     seconds for which it is kept
--
-- Answers the salt, with "!" behind it if it replaces what was no salt. That is safe: a
-- salt is forgotten after two days anyhow, and all workers get the same new one. What
-- somebody else has put there could be short, or known to others.
local SALT_BYTES = 32
local salt = redis.pcall('GET', KEYS[1])
if type(salt) == 'string' and #salt == SALT_BYTES then
  return salt
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return ARGV[1] .. (salt and '!' or '')
