"""Measures how agents are judged and named, with the fixtures of other projects."""
