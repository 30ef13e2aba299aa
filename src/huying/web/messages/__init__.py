"""消息: what events told a person."""
