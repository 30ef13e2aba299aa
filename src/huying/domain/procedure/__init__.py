"""Procedures: the published table a matter moves by, and the three functions that read it."""
