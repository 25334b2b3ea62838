"""The method page: every figure is the one of the code, and each window shows what it can be checked by."""

from __future__ import annotations

import gzip
import html
import re
from importlib.metadata import version

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.kinds import Kind, Query
from outcomes.models import Release, Window
from outcomes.statistics.alternatives import GAUSSIAN_DELTA, gaussian_spread, laplace_spread
from outcomes.statistics.belief import at_most
from outcomes.statistics.intervals import half_width, show_threshold
from outcomes.statistics.parameters import CONFIDENCE, EPS_LIFE, GHOST_CHANCE, ReleaseParameters
from outcomes.statistics.release_simulated import CHOSEN, MEASURED
from tests.outcomes import published

pytestmark = pytest.mark.django_db

PATH = "/about/method/"
PARAMETERS = ReleaseParameters()


def page_of(client: Client) -> str:
    response = client.get(PATH)
    assert response.status_code == 200
    return response.content.decode()


def words_of(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def row_of(page: str, head: str) -> list[str]:
    """Return the figures of the first row with this head."""
    for row in re.findall(r'<tr role="row"><th scope="row".*?</tr>', page, re.DOTALL):
        cells = [words_of(cell) for cell in re.split(r"<td ", re.sub(LABEL, "", row))]
        if cells[0] == head:
            return [cell.partition("> ")[2] for cell in cells[1:]]
    raise LookupError(head)


LABEL = r'<span class="cell-label"[^>]*>.*?</span>'


def test_each_question_has_its_budget_and_its_noise(client: Client) -> None:
    page = page_of(client)
    names = {
        Query.RESPONSES: "answers",
        Query.DECIDED: "deciding ask",
        Query.ENTRIES: "number of entries",
    }
    for kind, words in {
        Kind.CONVERSATION: "Conversations",
        Kind.DELIVERY: "Promises kept or broken",
    }.items():
        for query in PARAMETERS.queries(kind):
            scale = PARAMETERS.scale(kind, query)
            row = row_of(page, f"{words}: {names[query]}")
            assert row[0] == str(PARAMETERS.epsilon(kind, query))
            assert row[1] == str(PARAMETERS.sensitivity(query))
            assert float(row[2]) == pytest.approx(scale, abs=0.0051)
            assert row[3] == f"±{half_width([scale])}"


def test_a_threshold_is_that_of_the_asks_of_the_latest_window(
    client: Client, window: Window
) -> None:
    scale = PARAMETERS.scale(Kind.CONVERSATION, Query.RESPONSES)
    shown = row_of(page_of(client), "Conversations: answers")[-1]
    assert shown == str(show_threshold([scale] * 3, len(window.asks)))
    assert f"for a table of {len(window.asks)} asks" in words_of(page_of(client))


@pytest.mark.parametrize("prior", [10, 30, 50])
def test_the_bounds_on_belief_follow_from_the_budget(client: Client, prior: int) -> None:
    bounds = row_of(page_of(client), f"{prior}%")
    assert bounds[0] == f"{round(100 * at_most(prior / 100))}%"
    assert bounds[-1] == f"{round(100 * at_most(prior / 100, 2))}%"


def test_the_privacy_page_quotes_the_same_figures(client: Client) -> None:
    average = row_of(page_of(client), "30%")[1].removesuffix("%")
    quoted = words_of(client.get("/about/privacy/").content.decode())
    assert f"epsilon {EPS_LIFE.normalize()} for its whole life" in quoted
    assert f"at most 76 in 100; if you did log, with {average} on average" in quoted


def test_the_simulation_is_shown_at_every_size_for_every_split(client: Client) -> None:
    page = page_of(client)
    captions = re.findall(r"<caption>(Answers .*?)</caption>", page)
    assert len(captions) == len(MEASURED)
    assert captions[0] == (
        f"Answers {CHOSEN.responses}, deciding ask {CHOSEN.decided},"
        f" number of entries {CHOSEN.entries}"
    )
    assert row_of(page, "400")[0] == f"{round(100 * MEASURED[CHOSEN][400].recall)}%"
    assert row_of(page, "20")[3] == "–"


def test_what_the_sentences_say_in_words_is_still_so() -> None:
    # "19 times in 20", "one table in twenty", "one chance in a million".
    assert (CONFIDENCE, GHOST_CHANCE, GAUSSIAN_DELTA) == (0.95, 0.05, 1e-6)


def test_gaussian_noise_would_be_wider() -> None:
    # Balle and Wang's condition at epsilon 1 and delta 1e-5 gives 3.73 for one cell.
    assert gaussian_spread(1, 1, 1e-5) == pytest.approx(3.73, abs=0.01)
    assert gaussian_spread(1.6, 3) > 1.5 * laplace_spread(3 / 1.6)


def test_the_library_is_the_one_that_is_installed(client: Client) -> None:
    assert f"OpenDP {version('opendp')}" in words_of(page_of(client))


def test_every_place_that_the_contents_name_is_there(client: Client) -> None:
    page = page_of(client)
    named = set(re.findall(r'<a href="#([a-z-]+)"', page))
    assert len(named) >= 12
    assert named <= set(re.findall(r' id="([^"]+)"', page))


def test_a_release_shows_its_digest_and_the_code_that_made_it(
    client: Client, window: Window
) -> None:
    assert "Published on" not in words_of(page_of(client))
    release = published.publish(published.window_named("2024H1", 2024))
    Release.objects.filter(pk=release.pk).update(digest="ab12" * 16, code_version="9.8.7")
    text = words_of(page_of(client))
    assert " ".join(["ab12"] * 16) in text
    assert "by version 9.8.7" in text
    assert text.index(f"Fingerprint of keys and rules {window.key_set_hash[:4]}") < text.index(
        "9.8.7"
    )


def test_neither_a_rehearsal_nor_a_demonstration_is_listed(client: Client, window: Window) -> None:
    for flag in ("rehearsal", "demonstration"):
        Window.objects.update(rehearsal=False, demonstration=False)
        assert window.key_set_hash[:4] in page_of(client)
        Window.objects.update(**{flag: True})
        assert "No window has opened yet." in page_of(client)


def test_the_page_is_small_and_asks_the_database_once(
    client: Client, window: Window, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published.publish(published.window_named("2024H1", 2024))
    with django_assert_num_queries(1):
        response = client.get(PATH)
    assert len(gzip.compress(response.content)) < 40_000
    assert not response.cookies


def test_the_days_of_a_window_are_in_words(client: Client, window: Window) -> None:
    assert "1 January 2025 to 30 June 2025." in words_of(page_of(client))
