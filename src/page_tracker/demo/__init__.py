"""A demonstration: a made-up site, and a year of people who look at it."""
