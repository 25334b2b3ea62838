"""The password hash: argon2id at a cost that a small server bears on every sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class MeasuredArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane: the first choice of OWASP's password sheet.

    Django's default takes 100 MiB a sign-in, so that twenty at once would exhaust a small machine.
    """

    time_cost = 1
    memory_cost = 46 * 1024
    parallelism = 1
