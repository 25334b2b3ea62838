"""The public catalogue: what can be asked, of whom, where they stand. Holds no personal data."""
