-- Moves what lists hold of one member to another, or only looks it up.
--
-- EVALSHA sha N LIST [LIST ...] OLD [NEW]
--
--   KEYS  zset  lists: member -> views or visitors
--   OLD   the member that is looked up or moved
--   NEW   the member that gets its numbers; without it nothing is changed
--
-- Answers the number of NEW, or without it of OLD, in each list: nil where not known.
-- Errors: WRONGTYPE, and that of INCRBY for what is more than 2^53; then nothing is
-- changed in any list.
local old, new = ARGV[1], ARGV[2]
-- Above it the scores of a sorted set are not exact.
local MOST = 2 ^ 53

local function numbers_of(member)
  local found = {}
  for place, list in ipairs(KEYS) do
    found[place] = redis.call('ZSCORE', list, member)
  end
  return found
end

local moving = numbers_of(old)
if not new then
  return moving
end

-- An error would not undo what came before it: look for one in all lists first.
local there = numbers_of(new)
for place, number in ipairs(moving) do
  if number and tonumber(number) > MOST - (there[place] or 0) then
    return redis.error_reply('ERR increment or decrement would overflow')
  end
end

for place, list in ipairs(KEYS) do
  if moving[place] then
    -- Add first: a list without members would be gone, and its end of life forgotten.
    there[place] = redis.call('ZINCRBY', list, moving[place], new)
    redis.call('ZREM', list, old)
  end
end
return there
