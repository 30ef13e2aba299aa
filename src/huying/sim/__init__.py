"""Made-up districts and arrivals: seeded, in memory, on the same rules as the real thing."""
