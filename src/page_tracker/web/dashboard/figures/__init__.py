"""What the templates of the dashboard show, ready to be shown."""
