"""`manage.py up`: everything that the site needs, on this computer, until Ctrl-C."""

from __future__ import annotations

import sys
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leverage import environment
from leverage.embedded import paths, site, up


class Command(BaseCommand):
    """Starts the database, the queue, the site and its background work; keeps them running."""

    help = "Run everything on this computer: database, queue, web, worker and beat."
    # The checks look at the database, which only runs once this command has started it.
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Run until a signal; exits with 1 when the start failed, or a run is here already.

        Raises CommandError when only one of DATABASE_URL and REDIS_URL is set.
        """
        given = {
            name for name in ("DATABASE_URL", "REDIS_URL") if environment.given(name) is not None
        }
        if len(given) == 1:
            raise CommandError("Set both DATABASE_URL and REDIS_URL, or neither.")
        host_name = next(
            (name for name in settings.ALLOWED_HOSTS if name[0] not in ".*"), site.HOST
        )
        status = up.run(paths.data_dir(), embedded=not given, host_name=host_name, say=self._say)
        sys.exit(status)

    def _say(self, line: str) -> None:
        # When the terminal has gone away, there is nobody to tell, but still much to stop.
        with suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()
