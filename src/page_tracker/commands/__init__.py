"""Commands: what can be asked for in a terminal; one module for each."""
