"""Grids: the ground of a district, its codes, and who walks which grid."""
