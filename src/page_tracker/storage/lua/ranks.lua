-- Reads a stretch of the ranks of a list: most views first, then by name.
--
-- EVAL script 1 LIST OFFSET COUNT
--
-- Answers "MEMBER\xffVIEWS\xffMEMBER\xffVIEWS...", in no useful order. Reads only.
--
-- The store has members of as many views in the opposite order of their names. So those
-- at both ends of the stretch, which may be a part of many, are read again by name.
local list, offset, count = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local found = redis.call('ZREVRANGE', list, offset, offset + count - 1, 'WITHSCORES')
if #found == 0 then
  return ''
end

local highest, lowest = found[2], found[#found]
local rows, ends = {}, {[highest] = 0, [lowest] = 0}
for at = 1, #found, 2 do
  local member, views = found[at], found[at + 1]
  if ends[views] then
    ends[views] = ends[views] + 1
  else
    rows[#rows + 1] = member
    rows[#rows + 1] = views
  end
end

for views, number in pairs(ends) do
  local skipped = 0
  if views == highest then
    skipped = offset - redis.call('ZCOUNT', list, '(' .. views, '+inf')
  end
  local members = redis.call('ZRANGEBYSCORE', list, views, views, 'LIMIT', skipped, number)
  for _, member in ipairs(members) do
    rows[#rows + 1] = member
    rows[#rows + 1] = views
  end
end
return table.concat(rows, '\255')
