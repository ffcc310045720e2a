"""Turns what a client sent into what is recorded."""
