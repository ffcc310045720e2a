-- Adds up what a member has in some sorted sets; changes nothing.
--
-- EVALSHA sha N LIST... MEMBER
--
--   LIST    zset  member -> number; it need not be there
--   MEMBER  the member; it need not be in any
--
-- Answers the sum, as a text.
-- Errors: WRONGTYPE.
local sum = 0
for _, list in ipairs(KEYS) do
  sum = sum + tonumber(redis.call('ZSCORE', list, ARGV[1]) or 0)
end

-- "%.0f", as Lua writes a number with 14 digits.
return string.format('%.0f', sum)
