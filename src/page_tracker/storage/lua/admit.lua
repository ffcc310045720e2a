-- Takes sites up into the set of those that are seen, as long as there is room.
--
-- EVALSHA sha 1 pt:sites LIMIT SITE [SITE ...]
--
--   KEYS[1]  set  sites
--   LIMIT    how many sites there may be
--
-- Answers a character for each site: 1 if it is in the set now, 0 if it found no room,
-- and ? if the key has another type, so that no site can be taken up. That is no error,
-- as views wait behind this call when they come from a journal.
local limit, flags = tonumber(ARGV[1]), {}
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'set' and kind ~= 'none' then
  return string.rep('?', #ARGV - 1)
end
for place = 2, #ARGV do
  local site = ARGV[place]
  local known = redis.call('SISMEMBER', KEYS[1], site) == 1
  if not known and redis.call('SCARD', KEYS[1]) < limit then
    known = redis.call('SADD', KEYS[1], site) == 1
  end
  flags[#flags + 1] = known and '1' or '0'
end
return table.concat(flags)
