"""What operators start: the proxy, the database, the broker and the containers around the site."""
