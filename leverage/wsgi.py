"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from outcomes.crypto.signing import self_test

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")

# A library that signs wrongly must never serve a page (privacy.md 12).
self_test()
application = get_wsgi_application()
