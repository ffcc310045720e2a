"""The WSGI server on Waitress's parts; the only package that imports Waitress."""
