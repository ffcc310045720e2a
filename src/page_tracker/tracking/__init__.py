"""The domain, without I/O: the parts of a view, each in one canonical form."""
