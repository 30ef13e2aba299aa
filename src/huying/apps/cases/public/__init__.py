"""Pages for residents, without an account: report a demand, and follow it by number and code."""
