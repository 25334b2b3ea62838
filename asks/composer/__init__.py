"""Drafts of what a person may say to a lab: pure, without Django and without any input of its own."""
