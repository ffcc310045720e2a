"""Problems of the store, for logs, metrics and /readyz."""
