"""Attacks on the site and judgements of its packages: `make security`."""
