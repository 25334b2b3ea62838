"""A newcomer's way through the documents, walked literally: `make newcomer`. Not collected with the tests."""
