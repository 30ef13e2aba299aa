"""Duty lists of a district: publication, lookups, and the pages to read them."""
