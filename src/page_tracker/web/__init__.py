"""HTTP in, HTTP out: the router, the routes, and what all endpoints share."""
