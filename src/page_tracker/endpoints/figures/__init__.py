"""Figures: what a dashboard shows, ready for its templates: texts, widths, links."""
