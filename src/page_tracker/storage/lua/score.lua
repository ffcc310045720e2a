-- Adds up what a member has in some sorted sets; changes nothing.
--
-- EVALSHA sha N LIST... MEMBER
--
--   LIST    zset  member -> number; it need not be there
--   MEMBER  the member; it need not be in any
--
-- Answers "SUM", then " PLACE" for each list that cannot be used, from 1: it has another
-- type, or a number that is no count.
local MOST = 2 ^ 63
local sum, unusable = 0, ''
for place, list in ipairs(KEYS) do
  local score = redis.pcall('ZSCORE', list, ARGV[1])
  local number = type(score) ~= 'table' and tonumber(score or 0)
  if number and number >= 0 and number < MOST then
    sum = sum + number
  else
    unusable = unusable .. ' ' .. place
  end
end

-- "%.0f", as Lua writes a number with 14 digits.
return string.format('%.0f', sum) .. unusable
