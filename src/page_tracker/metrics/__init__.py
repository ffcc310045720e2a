"""Numbers about the service itself, summed over its workers."""
