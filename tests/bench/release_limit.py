"""The bare work of a release: what nobody can leave out, with every key at hand and nothing checked twice."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import opendp.prelude as dp
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import connection, transaction

from outcomes.crypto import contexts
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Window
from outcomes.release_rows import Place
from outcomes.statistics.counting import TableCounts
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import verification_key
from tests.bench.release_supplies import CELLS, PLAIN, ROWS, tables_of

_PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_COLUMNS = ("release_id", "table", "kind", "tier", "query", "ask", "response", "count")
_FETCHED = 500
# The names are ours.
_GROUP_BY = f"SELECT place, ask, response, count(*) FROM {PLAIN} GROUP BY 1, 2, 3"  # noqa: S608
_DELETE = f'DELETE FROM {ROWS} WHERE "window" = %s'  # noqa: S608
_READ = f"SELECT nullifier, sealed FROM {ROWS}"  # noqa: S608

Counts = Mapping[Place, TableCounts]


def group_by() -> int:
    """Count the plain rows in the database; returns how many groups there are."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP_BY)
        return len(cursor.fetchall())


@transaction.atomic
def publish(window: Window, counts: Counts, *, delete: bool) -> None:
    """Draw OpenDP's noise for the same cells, copy them, and delete as many rows."""
    noise = _noise(ReleaseParameters())
    names = ", ".join(f'"{column}"' for column in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '120s'")
        if delete:
            cursor.execute(_DELETE, [window.name])
        with cursor.copy(f"COPY {CELLS} ({names}) FROM STDIN") as copy:
            for (table, kind, tier), exact in counts.items():
                for query, answer in exact.answers.items():
                    noisy = noise[query](list(answer.values()))
                    for (ask, response), count in zip(answer, noisy, strict=True):
                        head = (window.name, table, kind.value, tier.value, query.value)
                        copy.write_row((*head, ask, response, count))


def _noise(parameters: ReleaseParameters) -> dict[Query, Any]:
    domain, distance = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    kind = Kind.CONVERSATION
    return {
        query: dp.m.make_laplace(domain, distance, scale=parameters.scale(kind, query))
        for query in parameters.queries(kind)
    }


class Reader:
    """Reads, opens and verifies rows with keys that were loaded before."""

    def __init__(self, window: Window, private_key: bytes) -> None:
        self._window = window.name
        self._private = ec.derive_private_key(int.from_bytes(private_key, "big"), ec.SECP256R1())
        self._public: dict[bytes, rsa.RSAPublicKey] = {}
        kind, tier = Kind.CONVERSATION, Tier.DRAWN
        for table in tables_of(window):
            key = load_der_public_key(verification_key(window, table, kind, tier) or b"")
            assert isinstance(key, rsa.RSAPublicKey)
            self._public[contexts.credential_context(window.name, table, kind, tier)] = key

    @transaction.atomic
    def count(self) -> int:
        """Open and verify every row, count what it says, and return how many items there were."""
        counted: Counter[tuple[bytes, str, str]] = Counter()
        connection.ensure_connection()
        with connection.connection.cursor(name="bare") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(_READ)
            for nullifier, sealed in cursor:
                self._count(bytes(nullifier), bytes(sealed), counted)
        return counted.total()

    def _count(
        self, nullifier: bytes, sealed: bytes, counted: Counter[tuple[bytes, str, str]]
    ) -> None:
        info = contexts.entry_info(self._window, nullifier)
        document = json.loads(_SUITE.decrypt(sealed, self._private, info).rstrip(b"\0"))
        message, signature = (_bytes(document[name]) for name in ("input_msg", "sig"))
        place = message[contexts.PREFIX_SIZE :]
        self._public[place].verify(signature, message, _PSS, SHA384())
        for ask, answer in document["items"]:
            counted[place, ask, answer] += 1


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
