"""What the case page shows, part by part, as values for the components."""
