"""Endpoints for programs: JSON, metrics and health."""
