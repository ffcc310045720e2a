"""Metrics of the service itself, summed over its workers."""
