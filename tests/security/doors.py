"""Which address opens to whom: the table that `test_denial` holds the site to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from asks.models import Motion, Proposal
from leverage.staff import staff_site
from tests.outcomes.factories import NORTH, SAFETY_CASES, WINDOW
from tests.security.world import DEMONSTRATION, HOLDER

# What somebody meets: a status, or where they are led to.
LED = {
    "/account/login/": "in",
    "/curate/admin/login/": "in",
    "/account/reauthenticate/": "again",
    "/account/second-factor/": "add",
    "/account/second-factor/reauthenticate/": "factor",
    "/account/": "home",
}
ON = "on"
"""Led anywhere else on this site."""

_DOORS = """
             stranger closed member holder neighbour speaker rival staff waiting curator proposer root
open         200      200    200    200    200       200     200   200   200     200     200      200
nothing      404      404    404    404    404       404     404   404   404     404     404      404
wrong        400      400    400    400    400       400     400   400   400     400     400      400
later        409      409    409    409    409       409     409   409   409     409     409      409
led          on       on     on     on     on        on      on    on    on      on      on       on
never        405      405    405    405    405       405     405   405   405     405     405      405
entrance     200      200    home   home   home      home    home  home  home    home    home     home
code         400      400    home   home   home      home    home  home  home    home    home     home
key          in       in     home   home   home      home    home  home  home    home    home     home
stage        on       on     home   home   home      home    home  home  home    home    home     home
pending      in       in     home   home   home      home    home  home  home    home    home     home
leave        on       on     200    200    200       200     200   200   200     200     200      200
member       in       in     200    200    200       200     200   200   200     200     200      200
drawn        in       in     200    on     200       200     200   200   200     200     200      200
removed_key  in       in     again  on     404       again   again 404   factor  404     404      404
typed        in       in     400    400    400       400     400   400   400     400     400      400
read         in       in     405    405    405       405     405   405   405     405     405      405
own_vault    in       in     404    200    404       404     404   404   404     404     404      404
fresh        in       in     again  200    200       again   again 200   factor  200     200      200
renamed      in       in     again  200    200       again   again 200   factor  200     200      200
own_key      in       in     again  200    404       again   again 404   factor  404     404      404
has_password in       in     again  on     on        again   again on    factor  on      on       on
own_codes    in       in     again  200    404       again   again 404   404     404     404      404
codes_sent   in       in     again  405    405       again   again 405   405     405     405      405
codes_made   in       in     again  on     200       again   again 200   factor  on      on       on
show_code    in       in     again  200    again     again   again again 200     200     200      200
show_key     in       in     again  200    again     again   again again again   again   again    again
factors      in       in     403    403    403       403     403   200   200     200     200      200
factors_sent in       in     403    403    403       403     403   405   405     405     405      405
add_app      in       in     403    403    403       403     403   200   factor  on      on       on
remove_app   in       in     403    403    403       403     403   404   factor  200     200      200
removed_app  in       in     403    403    403       403     403   404   factor  add     add      add
staff_key    in       in     403    403    403       403     403   404   factor  404     404      404
curator      in       in     403    403    403       403     403   add   factor  200     200      200
decision     in       in     403    403    403       403     403   add   factor  400     400      400
done         in       in     403    403    403       403     403   add   factor  on      on       on
chosen       in       in     403    403    403       403     403   add   factor  404     404      404
answer       in       in     403    403    403       400     403   403   403     403     403      403
claim        in       in     400    400    400       403     403   400   400     400     400      400
admin        in       in     in     in     in        in      in    in    in      200     200      200
admin_closed in       in     in     in     in        in      in    in    in      403     403      403
admin_sent   in       in     in     in     in        in      in    in    in      405     405      405
admin_led    in       in     in     in     in        in      in    in    in      on      on       on
admin_none   in       in     in     in     in        in      in    in    in      404     404      404
admin_way    in       in     403    403    403       403     403   add   factor  on      on       on
admin_out    on       on     on     on     on        on      on    on    on      on      on       on
"""
_HEAD, *_LINES = (line.split() for line in _DOORS.strip().splitlines())
PERSONS = tuple(_HEAD)
DOORS = {door: dict(zip(PERSONS, met, strict=True)) for door, *met in _LINES}


class Row(NamedTuple):
    """What everybody meets at an address: who reads, and who sends an empty form."""

    read: str
    sent: str = "never"
    by_class: bool = False
    """The view is a class of others: it takes PUT for POST where it takes a form, and names its methods to OPTIONS."""


_OPEN = """
home data release_data focus kept_sheet tallies release lab_brief api privacy what_we_hold legal_demands
method ask_list curation_log answer_help answers feeds guide guide_risks guide_evidence guide_weak_lab
guide_lever ask_detail ask_versions ask_version lab_list lab_compare lab_rules lab_detail key_set data_file
release_file releases_feed sitemap asks_feed labs_feed lab_feed healthz robots_txt api_document
api:list_asks api:read_ask api:list_labs api:read_lab api:list_positions api:list_focus api:list_releases
api:list_tallies api:list_focus_runs api:read_focus_run
"""
ROWS: dict[str, Row] = {
    **dict.fromkeys(_OPEN.split(), Row("open")),
    "readyz": Row("open"),
    "ask_compare": Row("wrong"),
    "security_txt": Row("nothing"),  # Until the operator names a contact.
    "metrics": Row("nothing"),  # Until there is a token.
    "api:read_release": Row("nothing"),  # The only one here is made up.
    "api_elsewhere": Row("nothing"),
    "change_password": Row("led"),
    # For everybody, forms too: what pays is a credential, the words, or nothing is kept.
    "log": Row("open", "wrong"),
    "delivery": Row("open", "later"),
    "receipt": Row("open", "wrong"),
    "verify": Row("open", "wrong"),
    "propose": Row("open", "wrong"),
    "proposal": Row("open", "wrong"),
    "prepare": Row("open", "open"),
    "reminder": Row("open", "open"),
    # The entrances, for who is not inside.
    "account_login": Row("entrance", "entrance", by_class=True),
    "account_signup": Row("entrance", "entrance", by_class=True),
    "account_signup_by_passkey": Row("entrance", "entrance", by_class=True),
    "account_recover": Row("entrance", "code"),
    "mfa_login_webauthn": Row("key", "key", by_class=True),
    "mfa_signup_webauthn": Row("stage", "stage", by_class=True),
    "account_codes": Row("pending", "pending"),
    "account_stop": Row("never", "led"),
    "account_inactive": Row("open", by_class=True),
    "account_logout": Row("leave", "led", by_class=True),
    "mfa_authenticate": Row("pending", "pending", by_class=True),
    # An account's own things.
    "account": Row("member"),
    "account_export": Row("member", "member"),
    "sheet": Row("member", "drawn"),
    "sheet_file": Row("never", "member"),
    "vault": Row("member", "typed"),
    "vault_file": Row("never", "own_vault"),
    "vault_empty": Row("never", "typed"),
    "account_name": Row("fresh", "renamed"),
    "account_delete": Row("fresh", "fresh"),
    "account_change_password": Row("member", "member", by_class=True),
    "account_set_password": Row("has_password", "has_password", by_class=True),
    "account_reauthenticate": Row("member", "member", by_class=True),
    "mfa_reauthenticate": Row("show_code", "show_code", by_class=True),
    "mfa_reauthenticate_webauthn": Row("show_key", "show_key", by_class=True),
    "mfa_view_recovery_codes": Row("own_codes", "codes_sent", by_class=True),
    "mfa_generate_recovery_codes": Row("fresh", "codes_made", by_class=True),
    "mfa_list_webauthn": Row("member", "read", by_class=True),
    "mfa_add_webauthn": Row("fresh", "fresh", by_class=True),
    "mfa_remove_webauthn": Row("own_key", "removed_key", by_class=True),
    # Staff, with and without a second factor.
    "mfa_index": Row("factors", "factors_sent", by_class=True),
    "mfa_activate_totp": Row("add_app", "add_app", by_class=True),
    "mfa_deactivate_totp": Row("remove_app", "removed_app", by_class=True),
    "mfa_edit_webauthn": Row("staff_key", "staff_key", by_class=True),
    "curate": Row("curator"),
    "windows": Row("curator"),
    "curate_focus": Row("curator", "decision"),
    "curate_proposal": Row("curator", "done"),
    "curate_motion": Row("curator", "done"),
    "curate_merge": Row("curator", "decision"),
    "curate_retire": Row("curator", "decision"),
    "curate_position": Row("curator", "decision"),
    "spokespeople": Row("curator", "chosen"),
    "answer_contest": Row("curator", "decision"),
    # Who speaks for a lab, and who for another.
    "answer": Row("member", "answer"),
    "answer_claim": Row("member", "claim"),
    # The admin: a curator reads; superusers are no more there.
    "admin:index": Row("admin", "admin", by_class=True),
    "admin:app_list": Row("admin", "admin", by_class=True),
    "admin:jsi18n": Row("admin", "admin_sent", by_class=True),
    "admin:login": Row("admin_way", "admin_way", by_class=True),
    "admin:logout": Row("admin_out", "admin_out", by_class=True),
    "admin:password_change": Row("admin_led", "admin_led", by_class=True),
    "admin:password_change_done": Row("admin", "admin_sent", by_class=True),
    "admin:autocomplete": Row("admin_closed", "admin_sent", by_class=True),
}
_TABLES = [f"admin:asks_{model._meta.model_name}" for model in staff_site._registry]
_WRITTEN = {"admin:asks_ask", "admin:asks_lab"}
for _table in _TABLES:
    _sent = "admin" if _table in _WRITTEN else "admin_closed"
    ROWS |= {
        f"{_table}_changelist": Row("admin", "admin", by_class=True),
        f"{_table}_add": Row("admin_closed", "admin_closed", by_class=True),
        f"{_table}_history": Row("admin", "admin", by_class=True),
        f"{_table}_delete": Row("admin_closed", "admin_closed", by_class=True),
        f"{_table}_change": Row("admin", _sent, by_class=True),
    }


def _key(rows: type[models.Model]) -> str:
    return str(rows._default_manager.order_by("pk").values_list("pk", flat=True)[0])


# What stands in an address, by the name of its argument; `_OF_PAGE` where a page has another.
_ARGUMENTS: dict[str, Callable[[], str]] = {
    "slug": lambda: NORTH,
    "lab": lambda: NORTH,
    "ask": lambda: SAFETY_CASES,
    "number": lambda: "1",
    "stage": lambda: "offer_received",
    "name": lambda: DEMONSTRATION,
    "release": lambda: DEMONSTRATION,
    "file": lambda: "leverage-labs.csv",
    "proposal_id": lambda: _key(Proposal),
    "motion_id": lambda: _key(Motion),
    "pk": lambda: str(Authenticator.objects.get(type="webauthn", user__username=HOLDER).pk),
    "app_label": lambda: "asks",
}
_OF_PAGE: dict[tuple[str, str], str] = {
    ("key_set", "name"): WINDOW,
    ("release_file", "file"): f"made-up-{DEMONSTRATION}-cells.csv",
    **{(page, "slug"): SAFETY_CASES for page in ("ask_detail", "ask_version", "ask_versions")},
}
_REGULAR = {"admin:app_list": ("app_label",), "api_elsewhere": ()}
"""Routes that are patterns and name no converters."""


class Place(NamedTuple):
    """An address by its name in the URL conf, and what it asks for."""

    name: str
    arguments: tuple[str, ...]

    def path(self) -> str:
        """Return an address that leads to something."""
        if self.name == "api_elsewhere":
            return "/api/nowhere/"
        found = {one: self._sample(one) for one in self.arguments}
        return reverse(self.name, kwargs=found)

    def _sample(self, argument: str) -> str:
        if argument == "object_id" and self.name.startswith("admin:asks_"):
            table = self.name.split("_")[1]
            return _key(next(m for m in staff_site._registry if m._meta.model_name == table))
        return _OF_PAGE.get((self.name, argument)) or _ARGUMENTS[argument]()


def places() -> list[Place]:
    """Return every named address, the admin's and the API's too."""
    found = _places(get_resolver().url_patterns)
    return list({place.name: place for place in found}.values())


def _places(patterns: Sequence[Any], space: str = "") -> Iterator[Place]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _places(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name is not None:
            name = space + one.name
            yield Place(name, _REGULAR.get(name, tuple(one.pattern.converters)))


def met(door: str, person: str) -> str:
    """Return what somebody meets at a door."""
    return DOORS[door][person]
