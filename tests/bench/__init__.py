"""Speed beside its limit: `make bench` (docs/performance.md). Not collected with the tests."""
