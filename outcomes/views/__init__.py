"""Views of what happened, by what a person is doing."""
