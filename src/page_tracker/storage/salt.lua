-- Says the salt of a day: whoever asks first chooses it, for all workers.
--
-- EVALSHA sha 1 pt:salt:DAY RANDOM LIFE
--
--   KEYS[1]  string  32 random bytes; expires
--   RANDOM   what it becomes if there is none yet
--   LIFE     seconds for which it is kept
local salt = redis.call('GET', KEYS[1])
if not salt then
  salt = ARGV[1]
  redis.call('SET', KEYS[1], salt, 'EX', ARGV[2])
end
return salt
