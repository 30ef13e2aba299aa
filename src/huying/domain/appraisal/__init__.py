"""Appraisal: the three rates, whose delay it was, and the score of one case (一事一考)."""
