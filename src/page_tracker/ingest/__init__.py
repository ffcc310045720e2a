"""From what a client sent to what is recorded."""
