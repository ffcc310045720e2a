"""Reports as people read them in a terminal; the only package that knows rich."""
