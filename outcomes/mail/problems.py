"""Why a mail is not accepted. The names carry nothing of the mail; the words stand in `words_mail`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class MailProblem(StrEnum):
    """The reasons, in the order of the checks: the later one, the closer the mail came."""

    # The pasted text.
    NOTHING_PASTED = "nothing_pasted"
    TOO_LARGE = "too_large"
    NULLS = "nulls"
    MALFORMED = "malformed"
    NOT_SIGNED = "not_signed"
    FROM_COUNT = "from_count"
    TO_COUNT = "to_count"
    SUBJECT_COUNT = "subject_count"
    DATE_COUNT = "date_count"
    # Who it says it is from, and when.
    FROM_NOT_ASCII = "from_not_ascii"
    FROM_SEVERAL = "from_several"
    FROM_GROUP = "from_group"
    FROM_NAME_WITH_ADDRESS = "from_name_with_address"
    FROM_ENCODED_ADDRESS = "from_encoded_address"
    FROM_UNREADABLE = "from_unreadable"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    DATE_TOO_OLD = "date_too_old"
    # One signature.
    TAGS_MALFORMED = "tags_malformed"
    TAG_TWICE = "tag_twice"
    FOREIGN_DOMAIN = "foreign_domain"
    FROM_OTHER_DOMAIN = "from_other_domain"
    FROM_OTHER_TENANT = "from_other_tenant"
    ALGORITHM = "algorithm"
    BODY_LENGTH = "body_length"
    FIELD_NOT_SIGNED = "field_not_signed"
    EXPIRES_BEFORE_SIGNED = "expires_before_signed"
    SIGNED_IN_FUTURE = "signed_in_future"
    # Its key.
    KEY_UNKNOWN = "key_unknown"
    KEY_GONE = "key_gone"
    KEY_REVOKED = "key_revoked"
    KEY_TESTING = "key_testing"
    KEY_UNUSABLE = "key_unusable"
    KEY_TOO_SHORT = "key_too_short"
    SIGNATURE_WRONG = "signature_wrong"


_PLACES = {problem: place for place, problem in enumerate(MailProblem)}


class MailRefused(Exception):
    """The mail is not accepted; `problem` says why. Carries nothing of the mail itself."""

    def __init__(self, problem: MailProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def closest(problems: Iterable[MailProblem]) -> MailProblem:
    """Return the problem of the signature that came closest to being accepted."""
    return max(problems, key=_PLACES.__getitem__)
