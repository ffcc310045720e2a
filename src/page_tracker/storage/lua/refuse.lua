-- Counts what was left out and belongs to no site.
--
-- EVALSHA sha 2 {pt:ignored}:applied:WORKER pt:ignored SEQUENCE LATE_AFTER PREVIOUS
--   FIELD COUNT [FIELD COUNT ...]
--
--   KEYS[1]  see guard.lua, which goes before this
--   KEYS[2]  hash  DAY:REASON -> views left out
--
-- Answers how many counts were set aside, as the key, or a field of it, holds something
-- else: such a call must not be sent again and again.

local not_permitted = denied({ 'HINCRBY', KEYS[2] })
if not_permitted then
  return not_permitted
end

-- The first write. What refuses all writes (memory, disk, a replica) stops it here,
-- before anything is changed.
answered('0')

local aside = 0
for place = 4, #ARGV, 2 do
  if type(redis.pcall('HINCRBY', KEYS[2], ARGV[place], ARGV[place + 1])) == 'table' then
    aside = aside + 1
  end
end
return aside > 0 and answered(tostring(aside)) or '0'
