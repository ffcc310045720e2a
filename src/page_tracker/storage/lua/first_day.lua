-- Finds the first day of the numbers by day.
--
-- EVAL script 1 DAYS
--
-- Answers the field that comes first by its name, such as "2026-11-23:views", or nothing.
-- A year has a thousand fields: to read all of them takes a client a millisecond. Reads
-- only.
local first = ''
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if first == '' or field < first then
    first = field
  end
end
return first
