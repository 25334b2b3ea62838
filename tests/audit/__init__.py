"""The audit: how much one entry moves what is published, measured from outside (privacy.md 11.1 to 11.4)."""
