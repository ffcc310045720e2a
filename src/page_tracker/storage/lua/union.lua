-- Adds lists up.
--
-- EVAL script n LISTS... WEIGHTS...
--
--   KEYS  zsets, members to views
--   ARGV  as many weights
--
-- Answers "MEMBER\xffSUM\xffMEMBER\xffSUM...", in no useful order: one text is read many
-- times faster than an array, and no UTF-8 has that byte in it. Reads only.
local command = {'ZUNION', #KEYS}
for _, key in ipairs(KEYS) do
  command[#command + 1] = key
end
command[#command + 1] = 'WEIGHTS'
for _, weight in ipairs(ARGV) do
  command[#command + 1] = weight
end
command[#command + 1] = 'WITHSCORES'
return table.concat(redis.call(unpack(command)), '\255')
