"""The rules of the house: pure functions over values. No clock, no chance, no I/O, no Django."""
