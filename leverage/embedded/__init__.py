"""PostgreSQL and Valkey of our own, for one computer: what `manage.py up` and the tests start."""
