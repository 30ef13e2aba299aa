"""Organisation: districts, bodies, and the posts people hold at them."""
