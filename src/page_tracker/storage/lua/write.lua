-- Attempts a write that changes nothing, as the first write of each script that counts.
--
-- EVALSHA sha 1 KEY
--
--   KEY  string  not there, so that SET with XX neither writes nor replicates
--
-- Errors: those with which the server rejects writes.
return redis.call('SET', KEYS[1], '', 'XX')
