"""首页: what I owe first, then figures, then what concerns my scope."""
