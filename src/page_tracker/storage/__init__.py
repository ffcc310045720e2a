"""Durable data; the only package that imports the Redis client."""
