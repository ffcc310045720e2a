"""A demonstration: a made-up site, and a year of its visits."""
