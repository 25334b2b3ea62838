"""How good the pages are, measured by tools of others: `make quality`. Not collected with the tests."""
