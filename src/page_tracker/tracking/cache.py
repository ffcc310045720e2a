"""How much of what was normalised is remembered, so that most views cost a look-up."""

CACHE_SIZE = 4096
"""Results kept by each normaliser; the least recently used one goes first."""

MOST_CACHED = 1024
"""Characters of the longest input whose result is kept.

So strangers cannot fill a cache with more than about 16 MiB, at four bytes each.
"""
