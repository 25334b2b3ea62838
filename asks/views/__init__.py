"""Pages of the catalogue; each only reads."""
