"""Paths of the catalogue, one module for each thing a person comes to do."""
