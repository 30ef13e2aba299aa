"""Who may come in: people's accounts, their sessions, and the log of who saw what."""
