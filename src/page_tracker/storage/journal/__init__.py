"""The write-ahead journal: what was acknowledged is here, whatever the store does."""
