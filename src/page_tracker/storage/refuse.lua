-- Counts what was left out and belongs to no site.
--
-- EVALSHA sha 2 {pt:ignored}:applied:WORKER pt:ignored SEQUENCE LATE_AFTER PREVIOUS
--   FIELD COUNT [FIELD COUNT ...]
--
--   KEYS[1]  see guard.lua, which goes before this
--   KEYS[2]  hash  DAY:REASON -> views left out
for place = 4, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[2], ARGV[place], ARGV[place + 1])
end
return answered('')
