"""民呼我应: the measures of the mechanism with this month's numbers (S1-15)."""
