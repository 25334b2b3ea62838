"""A database engine for Django: PostgreSQL, with a little patience."""
