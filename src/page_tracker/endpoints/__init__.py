"""HTTP in, HTTP out: one file per face of the service."""
