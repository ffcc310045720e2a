"""How the callable meets the network; the only package that knows Waitress."""
