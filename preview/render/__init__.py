"""Shows a preview's result: as text for people, as JSON for programs."""
