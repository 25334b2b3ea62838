"""Rules that hold between entries of the catalogue, and between the keys of one entry."""

from __future__ import annotations

from collections.abc import Iterable

from asks.kinds import PositionStatus, Verified
from asks.services.catalogue_schema import Catalogue
from asks.services.catalogue_shapes import Entry
from asks.wording import first_sentence

LEAD_LENGTH = 160  # Two lines of a list row.
ATTRIBUTION = "According to "


# Pages below /asks/ and /labs/ that are no ask and no lab; a test compares them with the paths.
RESERVED = frozenset({"compare", "rules", "answer-help"})


def check_rules(catalogue: Catalogue, *, complete: bool) -> None:
    """Report every broken rule to the log of the entry that breaks it.

    `complete` says that all files could be read: otherwise a name that is not found may stand in
    one of the others, and is not reported.
    """
    asks = [ask for entries in catalogue.asks.values() for ask in entries]
    labs = list(catalogue.labs.values())
    for entries in (catalogue.categories, catalogue.surveys, asks, labs):
        no_duplicates(entries, "slug")
    no_duplicates(asks, "short_name")
    no_duplicates(labs, "short_name")
    for ask in asks:
        _check_ask(ask)
    for file, lab in catalogue.labs.items():
        _check_lab(file, lab)
    if complete:
        _check_references(catalogue, asks)


def no_duplicates(entries: Iterable[Entry], key: str) -> None:
    """Report every entry whose `key` says the same as that of an earlier one."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        value = entry.get(key)
        if value is None:
            continue
        first = seen.setdefault(value.casefold(), entry)
        if first is not entry:
            place = f"{first.log.file}:{first.lines[key]}"
            entry.complain(key, f'the {key} "{value}" is used at {place} too; choose another')


def _check_address(entry: Entry) -> None:
    """Refuse a slug that a page of the same folder has: the page would hide the ask or the lab."""
    if entry.get("slug") in RESERVED:
        entry.complain("slug", f'"{entry["slug"]}" is the address of another page; choose another')


def _check_ask(ask: Entry) -> None:
    _check_address(ask)
    lead = first_sentence(ask.get("summary", ""))
    if len(lead) > LEAD_LENGTH:
        ask.complain(
            "summary",
            f"the first sentence of the summary has {len(lead)} signs; shorten it to {LEAD_LENGTH}",
        )
    if ask.get("slug") in ask.get("related", []):
        ask.complain("related", "an ask is not related to itself; take it out")
    for support in ask.get("support", ()):
        counts = [support.get(key) for key in ("agree", "disagree", "n")]
        if None not in counts and counts[0] + counts[1] > counts[2]:
            support.complain("n", "agree and disagree are more than n; correct the counts")
    for source in ask.get("sources", ()):
        if source.get("verified") is Verified.SECONDARY:
            _must_attribute(source)


def _must_attribute(entry: Entry) -> None:
    if "fact" in entry and not entry["fact"].startswith(ATTRIBUTION):
        entry.complain("fact", f'a secondary fact must begin "{ATTRIBUTION}" and name who says it')


def _check_lab(file: str, lab: Entry) -> None:
    _check_address(lab)
    if lab.get("slug", file) != file:
        lab.complain("slug", f"the slug and the file name differ; name the file {lab['slug']}.yaml")
    seen: dict[str, Entry] = {}
    for position in lab.get("positions", ()):
        ask = position.get("ask")
        if ask is not None and seen.setdefault(ask, position) is not position:
            line = seen[ask].lines["ask"]
            position.complain("ask", f'line {line} has a position on "{ask}" already; keep one')
        _check_position(position)


def _check_position(position: Entry) -> None:
    shown, verified = position.get("shown"), position.get("verified")
    if shown and verified is Verified.UNVERIFIED:
        position.complain(
            "verified", 'an unverified position is not shown; add "shown: false" and "withheld"'
        )
    if shown and verified is Verified.SECONDARY:
        _must_attribute(position)
    if shown is False and not position.get("withheld"):
        position.complain("shown", '"withheld" is missing; say why the position is not shown')
    if shown and position.get("withheld"):
        position.complain(
            "withheld", '"withheld" goes with "shown: false"; add that or take this out'
        )
    fact = position.get("fact", "as of")
    if position.get("status") is PositionStatus.NOT_PUBLIC and (
        "as of" not in fact or "does not" in fact
    ):
        position.complain(
            "fact", 'nothing public reads "Nothing found as of D Month YYYY", never "does not"'
        )


def _check_references(catalogue: Catalogue, asks: list[Entry]) -> None:
    ask_slugs = {ask.get("slug") for ask in asks}
    surveys = {survey.get("slug") for survey in catalogue.surveys}
    categories = {category.get("slug") for category in catalogue.categories}
    for file, entries in catalogue.asks.items():
        if entries and file not in categories:
            entries[0].log.add(
                1, f'no category "{file}"; name the file by one of {_listed(categories)}'
            )
    for ask in asks:
        for slug in ask.get("related", []):
            if slug not in ask_slugs:
                ask.complain("related", f'no ask "{slug}" to be related to; correct the slug')
        for support in ask.get("support", ()):
            if support.get("survey", None) not in surveys | {None}:
                support.complain(
                    "survey", f'no survey "{support["survey"]}"; use one of {_listed(surveys)}'
                )
    for lab in catalogue.labs.values():
        for position in lab.get("positions", ()):
            if position.get("ask") not in ask_slugs | {None}:
                position.complain(
                    "ask", f'no ask "{position["ask"]}"; correct the slug or take the position out'
                )


def _listed(slugs: set[str | None]) -> str:
    return ", ".join(sorted(slug for slug in slugs if slug))
