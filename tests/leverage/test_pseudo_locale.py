"""Every string for people can be translated: in a made-up language no page shows a bare English word.

What is content and not a string of ours is written in Greek here, so that any Latin letter tells.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from asks.guide_cases import CASES_FILE
from asks.kinds import CaseOutcome, Effort, Outcome, PositionStatus, SurveyMatch, Verified
from asks.models import PositionEvent, Precedent, Source, SurveySupport
from outcomes.kinds import Response
from outcomes.models import Release, Window
from outcomes.windows import open_window, other_table, plan_window
from tests.asks.factories import make_ask, make_focus, make_lab, make_position, make_support
from tests.browser.pages import DEMONSTRATION, PAGES, PAGES_OF_AN_ACCOUNT
from tests.leverage.conftest import NAME, PASSWORD
from tests.outcomes.factories import CLOSES, OPENS, WINDOW
from tests.outcomes.pages import PATH as RECEIPT
from tests.outcomes.pages import form, look, receipt_words, withdraw, words_of
from tests.outcomes.published import publish, window_named
from tests.pseudo_locale import pseudo, pseudo_locale, untranslated

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
ASK, LAB = PAGES["ask_detail"]["slug"], PAGES["lab_detail"]["slug"]
GREEK = "Λόγος"
SENTENCE = "Λέξεις και λόγια. Κι άλλα."
LINKED = 'Read <a href="/asks/">the catalogue</a> first'
LINK = {"publisher": GREEK, "url": "https://example.org/"}

# What stays as it is in every language, and why.
ALLOWED = [
    r"Leverage",
    re.escape(NAME),  # The account's own made-up name.
    r"\d{4}H[12](-demo)?",  # Names of windows.
    r"[0-9a-f]{4}( [0-9a-f]{4})*",  # A hash in groups.
    r"https?://\S+",
    r"lvg1\.\S+",  # The line of a sheet.
    r"SHA-256|CSV|JSON|CC-BY-4\.0",  # Names of standards.
    r"[a-z0-9-]+\.(csv|csv-metadata\.json|json|jsonld)|SHA256SUMS",  # Names of files.
    r"made-up-\S+",
    r"[0-9a-f]{64}",
    r"sha256sum --check",  # A command.
]
NAMES = re.compile("|".join(f"(?<!\\w)(?:{name})(?!\\w)" for name in ALLOWED))
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "/nowhere/", {}),
    ("get", "/asks/?q=ωωωω", {}),
    ("get", f"/asks/?q=ωωωω&lab={LAB}&effort=1&focus=1", {}),
    ("get", "/asks/?effort=99&lab=9&topic=9&position=9&order=9", {}),
    ("get", "/labs/?lab=9", {}),
    ("post", "/asks/", {}),
    ("post", "/log/", {}),
    ("post", "/log/", {"table": "9", "credential": "9", "ask_1": ASK, "ask_2": ASK}),
    ("post", "/log/receipt/", {}),
    ("post", "/log/receipt/", {"words": "abacus " * 8, "action": "open"}),
    ("post", "/account/signup/", {}),
    ("post", "/account/signup/", {"username": "-", "password1": "a", "password2": "b"}),
    ("post", "/account/login/", {}),
    ("post", "/account/login/", {"login": "nobody", "password": "nothing at all"}),
]


@pytest.fixture
def content(db: None, ready_keys: None, on_the_day: dt.date, greek_cases: None) -> None:
    """Fill every part of every page, in Greek, on a day on which a window is open."""
    _catalogue()
    tables = [{"slug": LAB, "name": GREEK}, other_table()]
    plan_window(WINDOW, OPENS, CLOSES, tables=tables, asks=_counted())
    open_window(WINDOW)
    _release("2024H2", 2024, tables)
    invented = [{"slug": PAGES["lab_brief"]["slug"], "name": GREEK}, other_table()]
    _release(DEMONSTRATION, 2023, invented, demonstration=True)


@pytest.fixture
def greek_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guide read cases that are Greek in every text, with every outcome."""
    texts = "".join(f"  {name}: {SENTENCE}\n" for name in ("did", "happened", "lesson"))
    names = "".join(f"  {name}: {GREEK}\n" for name in ("company", "who", "asked"))
    source = "publisher: {publisher}\n{indent}url: {url}\n".format
    cases = "".join(
        f"- slug: {outcome.replace('_', '-')}\n  date: '2024-07'\n  outcome: {outcome}\n{names}{texts}"
        f"  {source(indent='  ', **LINK)}  later:\n    {source(indent='    ', **LINK)}  ai_safety: true\n"
        for outcome in CaseOutcome.values
    )
    (tmp_path / CASES_FILE).write_text(cases, encoding="utf-8")
    monkeypatch.setattr("asks.views.guide.CATALOGUE_FOLDER", tmp_path)


def _counted() -> list[dict[str, str]]:
    return [{"slug": ASK, "short_name": GREEK}, {"slug": "b", "short_name": GREEK}]


def _release(
    name: str, year: int, tables: list[dict[str, Any]], *, demonstration: bool = False
) -> Release:
    window = window_named(name, year, demonstration=demonstration)
    window.parameters |= {"tables": tables, "asks": _counted()}
    window.save()
    table = tables[0]["slug"]
    return publish(window, {table: {ASK: (40, 30, 20)}}, {table: 118})


def _catalogue() -> None:
    lab = make_lab(
        LAB,
        name=GREEK,
        short_name=GREEK,
        owner=GREEK,
        description=SENTENCE,
        legal_form=GREEK,
        legal_form_url=LINK["url"],
        legal_form_publisher=GREEK,
        framework_name=GREEK,
        framework_version="2",
        framework_date="2025-07",
        framework_url=LINK["url"],
    )
    other = make_lab("other", name=GREEK, short_name=GREEK, description=SENTENCE)
    asks = [_ask(slug) for slug in (ASK, "b", *PositionStatus.values)]
    for number, (ask, status) in enumerate(zip(asks[2:], PositionStatus, strict=True)):
        made = make_position(lab, ask, status, fact=f"{SENTENCE} {number}", **LINK)
        made.read_via_summary, made.since = True, ("" if number else "2026-04")
        made.save()
        make_position(other, ask, status, fact=f"{SENTENCE} {number}", **LINK)
    made = make_position(lab, asks[0], PositionStatus.REVERSED, fact=SENTENCE, **LINK)
    make_position(other, asks[0], PositionStatus.IN_PLACE, fact=SENTENCE, **LINK)
    for former in ("", PositionStatus.COMMITTED):
        PositionEvent.objects.create(
            position=made, date="2025-07", status=former, fact=SENTENCE, **LINK
        )
    for ask in asks[:2]:
        make_focus(ask)
        make_focus(ask, lab)
    asks[0].related.set(asks[1:])
    _beside(asks[0])


def _ask(slug: str) -> Any:
    ask = make_ask(
        slug,
        effort=Effort.HIGH,
        title=GREEK,
        short_name=GREEK,
        summary=SENTENCE,
        why=SENTENCE,
        done_when=[SENTENCE],
        effort_reason=SENTENCE,
        how_to_say=SENTENCE,
        counter=SENTENCE,
        reply=SENTENCE,
        legal_floor=SENTENCE,
        levels=[SENTENCE, SENTENCE, SENTENCE],
        alternate_phrasings=[GREEK],
    )
    ask.category.title = ask.category.summary = GREEK
    ask.category.save()
    return ask


def _beside(ask: Any) -> None:
    shared = {"ask": ask, **LINK, "verified": Verified.PRIMARY}
    Source.objects.create(**shared, place=0, title=GREEK, year=2025, fact=SENTENCE)
    for place, outcome in enumerate(Outcome):
        words = {"who": GREEK, "date": "2025-07-04", "what": SENTENCE, "outcome": outcome}
        Precedent.objects.create(**shared, **words, place=place)
    support = make_support(ask)
    support.survey.title = support.survey.publisher = support.survey.caveat = GREEK
    support.survey.save()
    SurveySupport.objects.update(statement=GREEK, note=GREEK, match=SurveyMatch.PARTIAL)


def bare_words(page: str) -> list[str]:
    """Return the texts of a page with a Latin word that is neither translated nor allowed."""
    return [text for text in untranslated(page) if re.search(r"[A-Za-z]", NAMES.sub("", text))]


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_has_no_bare_word(client: Client, content: None, name: str) -> None:
    with pseudo_locale():
        response = client.get(reverse(name, kwargs=PAGES[name]))
    assert response.status_code == 200
    assert bare_words(response.content.decode()) == []


@pytest.mark.parametrize("name", PAGES_OF_AN_ACCOUNT)
def test_a_page_of_an_account_has_no_bare_word(signed_in: Client, content: None, name: str) -> None:
    with pseudo_locale():
        response = signed_in.get(reverse(name))
    assert response.status_code == 200
    assert bare_words(response.content.decode()) == []


@pytest.mark.parametrize(("method", "path", "form"), REFUSED)
def test_a_refusal_has_no_bare_word(
    client: Client, content: None, method: str, path: str, form: dict[str, Any]
) -> None:
    with pseudo_locale():
        response = getattr(client, method)(path, form or None)
    assert bare_words(response.content.decode()) == []


def test_nothing_published_and_no_window_have_words_too(client: Client, content: None) -> None:
    Release.objects.all().delete()
    Window.objects.all().delete()
    for path in ("/", "/tallies/", "/log/", "/about/privacy/", f"/labs/{LAB}/", f"/asks/{ASK}/"):
        with pseudo_locale():
            assert bare_words(client.get(path).content.decode()) == []


@pytest.mark.usefixtures("content")
def test_a_walk_from_the_sheet_to_the_withdrawal_has_no_bare_word(client: Client) -> None:
    account = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    with pseudo_locale():
        sheet = client.post("/account/signup/", account)
        line = re.findall(r"lvg1\.\S+", words_of(sheet))[0]
        told = form(line, table=LAB, ask_1=ASK, ask_2="b", response_2=Response.AGREED.value)
        affected = client.post("/log/", {**told, "response_1": Response.OFFER_AFFECTED.value})
        stored = client.post("/log/", told)
        words = " ".join(receipt_words(stored))
        replaced = {"step": "replace", "words": words, **told}
        after = [
            look(client, words),
            client.post(RECEIPT, {**replaced, "ask_1": ""}),
            client.post(RECEIPT, replaced),
            withdraw(client, words, confirm=""),
            withdraw(client, words),
            look(client, words),
        ]
    assert "<textarea" in words_of(sheet)
    assert len(words.split()) == 8
    for page in (sheet, affected, stored, *after):
        assert bare_words(page.content.decode()) == []


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("[45]*.html")))
def test_an_error_has_no_bare_word(name: str) -> None:
    with pseudo_locale():
        page = render_to_string(name, request=RequestFactory().get("/"))
    assert bare_words(page) == []


# -- The language and its reader ---------------------------------------------------------------------


def test_only_what_a_translator_may_change_is_changed() -> None:
    message = "About %(count)s of {{ n }} <a href='/asks/'>asks</a>&nbsp;%s"
    translated = pseudo(message)
    assert pseudo("About")[1:-1] in translated
    assert re.findall(r"[A-Za-z(){}</'&;%]+", translated) == re.findall(
        r"[A-Za-z(){}</'&;%]+", "%(count)s {{ n }} <a href='/asks/'> </a>&nbsp;%s"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<p>Bare</p>",
        f"<p>{pseudo('Translated')} bare</p>",
        f"<p>{pseudo('About %s of them') % 'bare'}</p>",
        '<img alt="Bare">',
        '<nav aria-label="Bare"></nav>',
        '<input placeholder="Bare">',
        '<input type="submit" value="Bare">',
        '<meta name="description" content="Bare">',
        "<title>Bare</title>",
        "<select><optgroup label='Bare'></optgroup></select>",
        '<p translate="no">abacus</p><p>Bare</p>',
    ],
)
def test_a_bare_word_is_seen(page: str) -> None:
    assert bare_words(page) != []


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{pseudo(LINKED)}, 12 (3 / 4).</p>",
        '<p translate="no">abacus <b>abacus</b></p><script>let bare</script>',
        f"<p>{pseudo('About')} Leverage 2026H2</p>",
        '<input type="text" value="typed" name="bare"><p class="bare">Λόγος</p>',
    ],
)
def test_what_is_translated_or_no_string_of_ours_is_let_through(page: str) -> None:
    assert bare_words(page) == []
