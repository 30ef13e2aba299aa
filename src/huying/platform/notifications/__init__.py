"""Word reaching people: notices inside the platform."""
