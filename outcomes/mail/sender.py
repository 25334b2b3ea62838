"""The one address in a From field. Only a form that no two programs read differently is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.mail.problems import MailProblem, MailRefused

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_MAILBOX = re.compile(r"(?P<name>[^<>()\\]*)<(?P<address>[^<>\s]+)>")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<domain>(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63})"
)
_MOST_BYTES = 998
"""Of a line (RFC 5322, section 2.1.1). Patterns over a longer one take the square of its length."""
_ENCODED_WORD = "=?"  # How an encoded word begins (RFC 2047); none may stand inside an address.


@dataclass(frozen=True, slots=True)
class Sender:
    """A domain whose signature counts for a lab.

    `tenant` is empty for a domain of the lab's own. For a service that writes for many employers it
    is what the service calls this lab, and has to stand in the signed From field.
    """

    domain: str
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """What a From field says: a display name as written, the part before the @, the domain."""

    name: str
    local: str
    domain: str


def read_author(value: bytes) -> Author:
    """Return the author of an unfolded From value; raises MailRefused unless it is one mailbox."""
    if not value.isascii():
        raise MailRefused(MailProblem.FROM_NOT_ASCII)
    if len(value) > _MOST_BYTES:
        raise MailRefused(MailProblem.FROM_UNREADABLE)
    text = value.decode("ascii")
    quoted = _QUOTED.findall(text)
    bare = _QUOTED.sub('""', text)
    _refuse_lists(bare)
    found = _MAILBOX.fullmatch(bare)
    address = found["address"] if found else bare
    name = found["name"].replace('""', "") if found else ""
    if "@" in name or any("@" in part for part in quoted):
        raise MailRefused(MailProblem.FROM_NAME_WITH_ADDRESS)
    if _ENCODED_WORD in address:
        raise MailRefused(MailProblem.FROM_ENCODED_ADDRESS)
    parts = _ADDRESS.fullmatch(address)
    if parts is None or '"' in name:
        raise MailRefused(MailProblem.FROM_UNREADABLE)
    local = address.partition("@")[0]
    return Author(" ".join([name, *quoted]), local, parts["domain"].lower())


def require_sender(author: Author, signing_domain: str, senders: Sequence[Sender]) -> None:
    """Return if the author may write for the lab under this signing domain; raises MailRefused if not."""
    listed = [sender for sender in senders if sender.domain == signing_domain]
    if not listed:
        raise MailRefused(MailProblem.FOREIGN_DOMAIN)
    if not is_or_below(author.domain, signing_domain):
        raise MailRefused(MailProblem.FROM_OTHER_DOMAIN)
    if not any(_names_tenant(author, sender.tenant) for sender in listed):
        raise MailRefused(MailProblem.FROM_OTHER_TENANT)


def is_or_below(domain: str, parent: str) -> bool:
    """Return whether a domain is another one or below it; both in small letters."""
    return domain == parent or domain.endswith(f".{parent}")


def _names_tenant(author: Author, tenant: str) -> bool:
    """Whether the tenant's name stands as a word of its own in the author's name or address."""
    whole = re.compile(rf"(?<![a-z0-9]){re.escape(tenant)}(?![a-z0-9])", re.IGNORECASE)
    return not tenant or any(whole.search(text) for text in (author.name, author.local))


def _refuse_lists(bare: str) -> None:
    """Refuse what stands outside quotation marks and makes more of a field than one mailbox."""
    if "," in bare:
        raise MailRefused(MailProblem.FROM_SEVERAL)
    if ":" in bare or ";" in bare:
        raise MailRefused(MailProblem.FROM_GROUP)
