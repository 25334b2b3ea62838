"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from leverage.database_history import refuse_history
from leverage.plain_requests import PlainRequest
from outcomes.crypto.signing import self_test

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")

# A library that signs wrongly must never serve a page (privacy.md 12).
self_test()
application = get_wsgi_application()
application.request_class = PlainRequest
# Nor may a page promise what the database undoes (privacy.md 5).
refuse_history()
