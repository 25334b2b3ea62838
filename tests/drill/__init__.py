"""`python -m tests.drill`: what a bad Saturday does to the real processes, and what comes of it."""
