"""Appraisal: the score of each case for each body, and the three rates with their counts."""
