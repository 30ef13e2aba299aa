"""样式页: every component in every state."""
