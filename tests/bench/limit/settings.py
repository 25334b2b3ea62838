"""Settings of the limit application: the product's database and keys, and no middleware at all."""

from leverage.settings import ALLOWED_HOSTS, DATABASES, DEFAULT_AUTO_FIELD, KEY_DIR, SECRET_KEY

__all__ = ["ALLOWED_HOSTS", "DATABASES", "DEFAULT_AUTO_FIELD", "KEY_DIR", "SECRET_KEY"]

DEBUG = False
INSTALLED_APPS = ["tests.bench.limit"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.limit.urls"
USE_TZ = True
USE_I18N = False
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
