-- Forgets the last keys of a site, unless it has got days that the caller missed.
--
-- EVALSHA sha N days [KEY ...] FIELDS
--
--   KEYS[1]     hash  days: fields DAY:WHAT
--   KEYS[2..N]  any   what else is forgotten
--   FIELDS      how many fields days had when the caller looked
--
-- Answers 1; or 0, and nothing is changed, if the number of fields is another one.
if redis.call('HLEN', KEYS[1]) ~= tonumber(ARGV[1]) then
  return 0
end
redis.call('UNLINK', unpack(KEYS))
return 1
