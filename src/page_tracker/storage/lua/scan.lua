-- Reads a part of a list that is too long to be read at once.
--
-- EVAL script 1 LIST CURSOR COUNT
--
-- Answers "CURSOR\xffMEMBER\xffVIEWS\xffMEMBER\xffVIEWS...", as union.lua does. A member
-- that is in the list all the time is in one answer at least (see SCAN). Reads only.
local cursor, pairs = unpack(redis.call('ZSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2]))
table.insert(pairs, 1, cursor)
return table.concat(pairs, '\255')
