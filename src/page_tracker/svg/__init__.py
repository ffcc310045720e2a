"""Badges and charts as SVG images."""
