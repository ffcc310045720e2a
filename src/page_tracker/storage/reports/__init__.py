"""The read path: totals, rankings and series."""
