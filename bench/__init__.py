"""Measured comparisons: the product as it is served, beside the bare driver on the same rows."""
