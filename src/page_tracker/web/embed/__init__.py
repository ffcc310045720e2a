"""Endpoints for other people's pages: badges, charts and pixels."""
