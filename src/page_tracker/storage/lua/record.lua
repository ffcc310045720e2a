-- Records views of one site, and what was left out there.
--
-- EVALSHA sha 30 KEYS... SEQUENCE LATE_AFTER PREVIOUS BATCH VISITORS
--
--   KEYS[1]       see guard.lua, which goes before this
--   KEYS[2]       hash  totals        views, visitors, events
--   KEYS[3]       hash  days          DAY:views, DAY:visitors, DAY:events
--   KEYS[4]       hash  hours         HOUR:views, HOUR:visitors; expires
--   KEYS[5]       zset  pages         path -> views
--   KEYS[6]       zset  pages         path -> visitors
--   KEYS[7]       hash  titles        path -> title
--   KEYS[8]       set   seen          hashes of the day; expires
--   KEYS[9]       zset  active        visitor's hash -> seconds of the last view
--   KEYS[10]      hash  ignored       DAY:REASON -> views left out
--   KEYS[11..30]  zset  lists         member -> views; a pair for each dimension, of
--                                     the day (expires) and of the month: pages,
--                                     entry_pages, then those of BATCH.lists
--   BATCH         JSON: day, hour, at (seconds); pages, their paths, with as many
--                 counts and titles; views, the place in pages of each view;
--                 lists, by the name of their dimension, objects of members and
--                 views; events, their number; ignored, an object of reasons and
--                 views; limits: pages, members, seen, and in seconds active,
--                 day_life, keep_days, keep_hours
--   VISITORS      16 bytes a view: the hash of the visitor, and of visitor and page;
--                 NULs for nobody
--
-- A member that would be new in a full list is counted under "(other)"; one that is
-- known is never pushed out. A key of another type is set aside: all else is counted.
-- One command takes all pages at once, as calling it costs more than each of them; Lua's
-- stack has room for some thousands.
-- Answers "VIEWS VISITORS ASIDE FLAGS", the site's totals, how many changes were set
-- aside, with "=KEY" for the key of the first, and "-" with a digit a view: 1 for a visitor
-- new to the site today, plus 2 for one new to the page; then for each page
-- " VIEWS VISITORS", -1 for one not known.
local totals, days, hours, pages, page_visitors = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local titles, seen, active, ignored = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local FIRST_LIST = 11
local OTHER = '(other)'
local EXACT = 2 ^ 53
local NOBODY = string.rep('\0', 8)

local batch, visitors = cjson.decode(ARGV[4]), ARGV[5]
local limits = batch.limits
for name in pairs(batch.lists) do
  if not DIMENSIONS[name] then
    return redis.error_reply('UNKNOWN list ' .. name)
  end
end

local not_permitted = denied({
  'HINCRBY', totals, 'HINCRBY', days, 'HINCRBY', hours, 'HINCRBY', ignored,
  'ZADD', pages, 'ZADD', page_visitors, 'ZADD', active, 'ZADD', KEYS[FIRST_LIST],
  'ZINCRBY', KEYS[FIRST_LIST], 'ZREM', KEYS[FIRST_LIST], 'ZREMRANGEBYSCORE', active,
  'HSET', titles, 'SADD', seen, 'EXPIRE', seen,
})
if not_permitted then
  return not_permitted
end

-- The first write. What refuses all writes (memory, disk, a replica) stops it here,
-- before anything is changed.
answered('')

-- Numbers as texts. The store and Lua print one as a fraction, which takes longer and
-- loses digits above 10^14; most are small and come again.
local text_of = setmetatable({}, { __index = function(texts, number)
  local text = string.format('%.0f', number) -- "%d" makes 2^63 negative
  texts[number] = text
  return text
end })

local aside, broken = 0, nil

local function change(...)
  local answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then
    aside = aside + 1
    broken = broken or select(2, ...)
    return nil
  end
  return answer
end

-- Adds a count to a member of a list, or to OTHER if there is no room for a new one.
local function add(key, member, count, limit, life)
  if tonumber(change('ZINCRBY', key, text_of[count], member)) ~= count then
    return
  end
  if limit and member ~= OTHER and (change('ZCARD', key) or 0) > limit then
    change('ZREM', key, member)
    change('ZINCRBY', key, text_of[count], OTHER)
  end
  if life and change('TTL', key) == -1 then
    change('EXPIRE', key, life)
  end
end

-- Does so in the lists of the day and of the month.
local function add_ranked(dimension, member, count, limit)
  local key = FIRST_LIST + 2 * (dimension - 1)
  add(KEYS[key], member, count, limit, limits.keep_days)
  add(KEYS[key + 1], member, count, limit)
end

-- Adds counts to many different members, for whom there is room; returns their scores.
-- Those that they have now can be given.
local function add_all(key, members, counts, life, scores)
  scores = scores or members[1] and change('ZMSCORE', key, unpack(members))
  if not scores then
    return {}
  end
  local sums, grown = {}, false
  for place, count in ipairs(counts) do
    local score = tonumber(scores[place])
    grown = grown or not score
    scores[place] = (score or 0) + count
    if count > 0 then
      sums[#sums + 1] = text_of[scores[place]]
      sums[#sums + 1] = members[place]
    end
  end
  if sums[1] then
    change('ZADD', key, unpack(sums))
  end
  if grown and life and change('TTL', key) == -1 then
    change('EXPIRE', key, life)
  end
  return scores
end

-- Names the pages as they are counted: by their path, or OTHER for those that are new
-- and find no room. Also returns the scores of the names, if none is OTHER.
local function names_of(paths)
  local names, room, is_crowded = {}, nil, false
  local scores = paths[1] and change('ZMSCORE', pages, unpack(paths))
  for page, path in ipairs(paths) do
    names[page] = path
    if not (scores and scores[page]) then
      room = room or limits.pages - (change('ZCARD', pages) or 0)
      if room <= 0 then
        names[page], is_crowded = OTHER, true
      end
      room = room - 1
    end
  end
  return names, not is_crowded and scores
end

-- Adds counts by name, so that each name is there once.
local function summed(names, counts)
  local members, sums, place_of = {}, {}, {}
  for place, name in ipairs(names) do
    local at = place_of[name] or #members + 1
    place_of[name], members[at] = at, name
    sums[at] = (sums[at] or 0) + (counts[place] or 0)
  end
  return members, sums
end

-- Pages first: who visits a page without a place must not fill the set of hashes.
local names, scores = names_of(batch.pages)
local members, page_counts = summed(names, batch.counts)
scores = add_all(pages, members, page_counts, nil, scores)
add_all(KEYS[FIRST_LIST], members, page_counts, limits.keep_days)
add_all(KEYS[FIRST_LIST + 1], members, page_counts)

local new_titles = {}
for page, title in ipairs(batch.titles) do
  if title ~= '' and names[page] ~= OTHER then
    new_titles[#new_titles + 1] = names[page]
    new_titles[#new_titles + 1] = title
  end
end
if new_titles[1] then
  change('HSET', titles, unpack(new_titles))
end

-- Of each view with a visitor: the hash of the visitor, and that of visitor and page.
local hashes, visitor_of, on_page_of, present = {}, {}, {}, {}
local at = text_of[batch.at]
for place, page in ipairs(batch.views) do
  local visitor = string.sub(visitors, 16 * place - 15, 16 * place - 8)
  if visitor ~= NOBODY then
    visitor_of[place] = visitor
    hashes[#hashes + 1] = visitor
    present[#present + 1] = at
    present[#present + 1] = visitor
    if names[page] ~= OTHER then
      on_page_of[place] = string.sub(visitors, 16 * place - 7, 16 * place)
      hashes[#hashes + 1] = on_page_of[place]
    end
  end
end

local known, room, first_hashes = {}, 0, false
if hashes[1] then
  local size = change('SCARD', seen)
  room, first_hashes = size and limits.seen - size or 0, size == 0
  for place, is_known in ipairs(change('SMISMEMBER', seen, unpack(hashes)) or {}) do
    known[hashes[place]] = is_known == 1
  end
end

local new_hashes = {}
local function is_new(hash)
  if hash == nil or known[hash] or room <= 0 then
    return false
  end
  known[hash], room = true, room - 1
  new_hashes[#new_hashes + 1] = hash
  return true
end

local flags, new_on, new_here, entered = {}, {}, 0, {}
for place, page in ipairs(batch.views) do
  local visitor, flag = visitor_of[place], 0
  local new_to_site = is_new(visitor)
  if new_to_site then
    flag, new_here = 1, new_here + 1
    entered[names[page]] = (entered[names[page]] or 0) + 1
  end
  if is_new(on_page_of[place]) or (new_to_site and not on_page_of[place]) then
    flag = flag + 2
    new_on[page] = (new_on[page] or 0) + 1
  end
  flags[place] = flag
end
if new_hashes[1] then
  change('SADD', seen, unpack(new_hashes))
end
if first_hashes then
  change('EXPIRE', seen, limits.day_life)
end

local _, visitor_counts = summed(names, new_on)
local visitor_scores = add_all(page_visitors, members, visitor_counts)
for path, count in pairs(entered) do
  add_ranked(2, path, count)
end
for name, list in pairs(batch.lists) do
  for member, count in pairs(list) do
    add_ranked(DIMENSIONS[name], member, count, limits.members)
  end
end

if present[1] then
  change('ZREMRANGEBYSCORE', active, '-inf', batch.at - limits.active)
  if (change('ZCARD', active) or 0) < limits.seen then
    change('ZADD', active, unpack(present))
  end
  change('EXPIRE', active, limits.active)
end

-- The store's text, as a Lua number loses digits above 2^53. It is also what there is if
-- the count finds no room below 2^63.
local function sum(field, count)
  local total = 0
  if count > 0 then
    change('HINCRBY', days, batch.day .. ':' .. field, count)
    total = change('HINCRBY', totals, field, count)
  end
  if total and total > 0 and total < EXACT then
    return total
  end
  return redis.pcall('HGET', totals, field)
end
local views = #batch.views
local all_views, all_visitors = sum('views', views), sum('visitors', new_here)
sum('events', batch.events)
if views > 0 then
  local first = change('HINCRBY', hours, batch.hour .. ':views', views) == views
  if new_here > 0 then
    change('HINCRBY', hours, batch.hour .. ':visitors', new_here)
  end
  if first then
    change('EXPIRE', hours, limits.keep_hours)
  end
end
for reason, count in pairs(batch.ignored) do
  change('HINCRBY', ignored, batch.day .. ':' .. reason, count)
end

-- The text of a count, 0 for what is none: another type, a text, "inf", below 0.
local function whole(count)
  if type(count) == 'string' and string.match(count, '^%d+$') and #count < 20 then
    return count
  end
  local number = type(count) == 'number' and count or 0
  return text_of[number > 0 and number < 2 ^ 63 and number or 0]
end
aside = broken and aside .. '=' .. broken or aside
local answer = { whole(all_views), whole(all_visitors), aside, '-' .. table.concat(flags) }
local views_of, visitors_of = {}, {}
for place, name in ipairs(members) do
  views_of[name], visitors_of[name] = scores[place], visitor_scores[place]
end
for _, name in ipairs(names) do
  local has_place = name ~= OTHER
  answer[#answer + 1] = has_place and whole(views_of[name]) or -1
  answer[#answer + 1] = has_place and whole(visitors_of[name]) or -1
end
return answered(table.concat(answer, ' '))
