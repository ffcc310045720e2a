"""The HTTP interface: the router, the routes, and what all endpoints share."""
