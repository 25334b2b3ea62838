"""Settings, all from the environment; production unless told otherwise.

Three modes. *Production*: DATABASE_URL is set; every secret must be given. *Local*: DATABASE_URL is
not set; everything belongs to `manage.py up` on this computer, over plain HTTP on the loopback address.
*Debug*: DEBUG=1 on top of either. The README has the one table of every variable.
"""

import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from leverage import environment
from leverage.embedded import paths
from leverage.settings_accounts import *  # noqa: F403 # settings are read by name

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("DEBUG")
DATABASE_URL = environment.given("DATABASE_URL")
LOCAL = DATABASE_URL is None
# Over plain HTTP browsers refuse `__Host-` cookies, and HSTS would lock a developer out of loopback.
HTTPS = not LOCAL and not DEBUG and environment.flag("LEVERAGE_HTTPS", default=True)

if DATABASE_URL is None:
    DATA_DIR = paths.data_dir()
    SECRET_KEY = paths.secret_key(DATA_DIR)
    DATABASE_URL = paths.database_url(DATA_DIR)
    REDIS_URL = paths.redis_url(DATA_DIR)
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    KEY_DIR = DATA_DIR / "keys"
else:
    SECRET_KEY = environment.secret("SECRET_KEY")
    _redis_url = environment.given("REDIS_URL")
    if _redis_url is None:
        raise ImproperlyConfigured("Set REDIS_URL: DATABASE_URL is set, so nothing embedded runs.")
    REDIS_URL = _redis_url
    ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", default=[])
    if "LEVERAGE_KEY_DIR" not in os.environ:
        raise ImproperlyConfigured("Set LEVERAGE_KEY_DIR: the folder that holds the window keys.")
    KEY_DIR = Path(os.environ["LEVERAGE_KEY_DIR"])

# Where the site stands for others: in canonical links, feeds and the sitemap. Empty: the host asked for.
ORIGIN = environment.origin("LEVERAGE_ORIGIN")
# Where the log pages stand, if they have a host name of their own (privacy.md 7); empty: on every host.
LOG_HOST = environment.host("LEVERAGE_LOG_HOST")
if LOG_HOST and not ORIGIN:
    raise ImproperlyConfigured(
        "Set LEVERAGE_ORIGIN: with LEVERAGE_LOG_HOST the site has two hosts."
    )
SECURITY_CONTACT = environment.contact("LEVERAGE_SECURITY_CONTACT")
# What Prometheus must show at /metrics; empty: there is no such page.
METRICS_TOKEN = environment.optional_secret("LEVERAGE_METRICS_TOKEN", shortest=32)
# Where backups lie, and the public age keys of those who can open them.
BACKUP_DIR = environment.folder("LEVERAGE_BACKUP_DIR")
BACKUP_RECIPIENTS = environment.names("LEVERAGE_BACKUP_RECIPIENTS", default=[])

INSTALLED_APPS = [
    "leverage.apps.LeverageConfig",
    "asks.apps.AsksConfig",
    "outcomes.apps.OutcomesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_linear_migrations",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    # Around all others, so that each of them speaks the language of the page.
    "leverage.middleware.language_of_path",
    # Before any that could read one: no layer ever sees a cookie on the log pages (privacy.md 7).
    "leverage.middleware.no_cookies_on_log_pages",
    "leverage.middleware.open_api",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leverage.middleware.response_headers",
    "leverage.middleware.ContentSecurityPolicy",
    "leverage.middleware.log_requests",
    "leverage.metrics_errors.note_server_errors",
    # Around all refusals: Django's own pages of errors look at that cookie too.
    "leverage.middleware.forget_broken_tokens",
    # Inside of what serves styles and scripts, which both hosts need.
    "leverage.middleware.keep_hosts_apart",
    # Inside of what sets headers and writes the log: a refusal is an answer like any other.
    "leverage.middleware.limit_header_block",
    "leverage.middleware.refuse_other_sites",
    "leverage.middleware.wrong_method_in_words",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Only the admin says anything through it; nothing of ours adds or reads a message.
    "django.contrib.messages.middleware.MessageMiddleware",
    "leverage.middleware.limit_session_age",
    "leverage.outages.ReadAgain",
]

ROOT_URLCONF = "leverage.urls"
WSGI_APPLICATION = "leverage.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Nothing here reads the session: a public page stays free of cookies (performance.md). The
            # admin needs the last two; they look at the account and at messages only when a template does.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# -- Storage -------------------------------------------------------------------------------------

_database = environment.database(DATABASE_URL)
_timeouts = {
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "15s",
}
_database["OPTIONS"]["options"] = " ".join(f"-c {key}={value}" for key, value in _timeouts.items())
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# Why the database keeps a history after all; published. See `leverage.database_history`.
DATABASE_KEEPS_HISTORY = environment.sentence("LEVERAGE_DATABASE_KEEPS_HISTORY")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "leverage",
        # Deaf is worse than gone: whoever waits keeps one of a few threads.
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# -- Messages and sessions (accounts: leverage.settings_accounts) ----------------------------------

# In the session, which lies in memory: the other storage would be one more cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 2 * 60 * 60  # Idle; `leverage.middleware.limit_session_age` renews it.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_MAX_HOURS = 24
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_AGE = None  # Gone when the browser closes: a year-old cookie would tell of a visit.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "leverage.views.csrf_failure"

# -- Answers to browsers -------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# No form takes a file. The other handler would write a large one, a mail sent by mistake say, to a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
HEADER_BLOCK_MAX_BYTES = 16 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("LEVERAGE_STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "leverage.static_files.HashedStaticFiles"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# -- Language and time ---------------------------------------------------------------------------

# The first stands at plain addresses, each other one below its code. Their own names, which no list translates.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "leverage" / "locale"]
FORMAT_MODULE_PATH = ["leverage.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Work in the background ----------------------------------------------------------------------

CELERY_BROKER_URL = environment.broker(REDIS_URL)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 75
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Lost messages come back after two minutes, looked for every five seconds.
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "leverage.beat.ForgivingScheduler"
CELERY_BEAT_SCHEDULE = {
    # Well below the minute in which due work is promised: one nudge may be lost with the memory.
    "do-what-is-due": {"task": "outcomes.tasks.do_what_is_due", "schedule": 20.0},
    "look-after-backups": {"task": "leverage.tasks.look_after_backups", "schedule": 60.0},
    # At one fixed minute whatever happens, so that its time tells nothing (privacy.md 5).
    "rewrite-rows": {"task": "outcomes.tasks.rewrite_rows", "schedule": crontab(minute="41")},
    # Fixed as well: the name servers that are asked belong to labs (privacy.md 7).
    "refresh-dkim-keys": {
        "task": "outcomes.tasks.refresh_dkim_keys",
        "schedule": crontab(hour="3", minute="17"),
    },
}

# -- Logs (privacy.md 4): no address, agent, referrer, query, body or name -------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "leverage.logs.ScrubFilter"}},
    "formatters": {"plain": {"()": "leverage.logs.PlaceFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["scrub"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # These write paths, hosts and addresses; the scrub filter lets bare exceptions through.
        "django.request": {"handlers": ["console"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
        "leverage": {"level": "INFO"},
        "outcomes": {"level": "INFO"},
        "asks": {"level": "INFO"},
    },
}
