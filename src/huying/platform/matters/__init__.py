"""Matters, obligations and events as rows, and `perform`, the one way to write them."""
