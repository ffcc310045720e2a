"""The domain, pure: what a view is made of, each part in one canonical form; no I/O."""
