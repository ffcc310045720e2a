"""Tables, charts and progress bars in a terminal; the only folder that imports rich."""
