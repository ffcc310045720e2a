"""The benchmark: page-tracker and its alternatives on one machine, in one run."""
