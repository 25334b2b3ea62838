"""The limit: a bare Django application that does the same work and nothing else."""
