"""What broken twins are made of. An invariant is one assertion; the product passes it, and each twin must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


def assert_refused(call: Callable[[], object], *refusals: type[Exception]) -> None:
    """Fail unless a call raises one of the refusals, as an assertion does; `pytest.raises` fails otherwise."""
    try:
        call()
    except refusals:
        return
    wanted = ", ".join(refusal.__name__ for refusal in refusals)
    raise AssertionError(f"not refused: {wanted}")


@contextmanager
def without_rule(model: type[Model], rule: str) -> Iterator[None]:
    """Take a rule from a table; afterwards its rows are gone and the rule is back, for all that come later."""
    table = connection.ops.quote_name(model._meta.db_table)
    name = connection.ops.quote_name(rule)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [rule]
        )
        [(definition,)] = cursor.fetchall()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
