"""What is wrong with the store, for logs, metrics and /readyz."""
