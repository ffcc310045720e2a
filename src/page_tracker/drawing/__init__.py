"""Pictures of numbers in SVG: badges, charts and sparklines; no I/O, no state."""
