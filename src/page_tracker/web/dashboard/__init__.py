"""Pages for people: the dashboard, sign-in and shared links."""
