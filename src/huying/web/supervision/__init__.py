"""督查清单: late promises and those due today, whose they are, and who has heard of them."""
