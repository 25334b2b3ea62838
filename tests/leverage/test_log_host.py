"""The log pages on a host of their own: each page has one place, and links lead there."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from leverage import environment
from leverage.checks import log_host_is_served
from outcomes.models import Entry, Window
from tests.asks.factories import make_ask
from tests.leverage.test_deploy_checks import ROOT, production, run
from tests.leverage.test_log_pages_without_cookies import to_log
from tests.leverage.test_names import OWN

MAIN, LOG = "leverage.example", "log.leverage.example"
NAME = "LEVERAGE_LOG_HOST"
LOG_PAGES = ["/log/", "/log/receipt/", "/log/nowhere/", "/de/log/", "/de/log/nowhere/"]
OTHERS = ["/", "/asks/", "/about/privacy/", "/account/login/", "/nowhere/", "/de/", "/de/asks/"]
TEMPLATES = ROOT / "templates"
SHARED = ["/log/keys/2025H1/", "/robots.txt", "/healthz", "/readyz"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hosts(settings: Settings) -> None:
    """Give the log pages a host of their own."""
    settings.ALLOWED_HOSTS = [MAIN, LOG]
    settings.ORIGIN, settings.LOG_HOST = f"https://{MAIN}", LOG


@pytest.fixture
def main(two_hosts: None) -> Client:
    """Return a browser on the host of everything else."""
    return Client(headers={"host": MAIN})


@pytest.fixture
def there(two_hosts: None) -> Client:
    """Return a browser on the host of the log pages."""
    return Client(headers={"host": LOG})


@pytest.mark.parametrize("path", LOG_PAGES)
def test_a_log_page_is_only_on_its_own_host(main: Client, there: Client, path: str) -> None:
    led = main.get(f"{path}?lab=north-lab")
    assert (led.status_code, led["Location"]) == (302, f"https://{LOG}{path}")
    assert there.get(path).status_code in {200, 404}


@pytest.mark.parametrize("path", OTHERS)
def test_every_other_page_is_only_on_the_others(main: Client, there: Client, path: str) -> None:
    led = there.get(f"{path}?q=what-somebody-typed")
    assert (led.status_code, led["Location"]) == (302, f"https://{MAIN}{path}")
    assert main.get(path).status_code in {200, 404}


@pytest.mark.parametrize("path", SHARED)
def test_what_both_need_both_serve(
    main: Client, there: Client, ready_keys: None, window: Window, path: str
) -> None:
    here, beside = main.get(path), there.get(path)
    assert (here.status_code, beside.status_code) == (200, 200)
    assert here.content == beside.content
    assert beside["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in here


def test_a_path_is_led_on_as_it_was_written(main: Client, there: Client) -> None:
    assert there.get("/asks/%3Fq%3D1%23a/")["Location"] == f"https://{MAIN}/asks/%3Fq%3D1%23a/"
    assert main.get("/log/%0d%0aSet-Cookie:a/")["Location"].startswith(f"https://{LOG}/log/%0D%0A")
    assert (
        there.get("/", PATH_INFO="//elsewhere.example/")["Location"]
        == f"https://{MAIN}//elsewhere.example/"
    )


def test_what_is_sent_to_the_wrong_host_is_refused_in_words(
    main: Client, there: Client, asks_on_the_day: None, window: Window
) -> None:
    for refused in (main.post("/log/", to_log(window, "first")), there.post("/propose/", {})):
        assert refused.status_code == 421
        assert "Nothing was stored." in refused.content.decode()
        assert f'href="https://{LOG}/log/"' in refused.content.decode()
    assert Entry.objects.count() == 0
    assert there.post("/log/", to_log(window, "second")).status_code == 201
    assert Entry.objects.count() == 1


def test_a_host_that_is_not_ours_is_refused_as_ever(main: Client) -> None:
    assert main.get("/log/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/about/privacy/", "/asks/an-ask/"])
def test_links_lead_to_the_log_pages_where_they_are(main: Client, path: str) -> None:
    make_ask("an-ask")
    page = main.get(path).content.decode()
    assert page.count(f'href="https://{LOG}/log/"') >= 2
    assert f'href="https://{LOG}/log/receipt/"' in page
    assert re.findall(r'(?:href|action)="/log/[^"]*"', page) == []


def test_no_template_of_another_page_links_within_its_own_host() -> None:
    # On the log pages themselves a path is enough, and forms send to it.
    of_log_pages = re.compile(
        r"outcomes/_?(kept_sheet|log|delivery|receipt|verify|offer_affected)\w*\.html"
    )
    strays = [
        str(file)
        for file in sorted(TEMPLATES.rglob("*.html"))
        if not of_log_pages.search(str(file))
        and re.search(
            r"""{% url ['"](kept_sheet|log|delivery|receipt|verify)['"]""", file.read_text()
        )
    ]
    assert strays == []


def test_a_log_page_names_its_own_address_to_others(there: Client, window: Window) -> None:
    page = there.get("/log/").content.decode()
    assert f'<link rel="canonical" href="https://{LOG}/log/">' in page


def test_the_current_section_is_marked_on_either_host(there: Client, window: Window) -> None:
    page = there.get("/log/").content.decode()
    assert f'<a href="https://{LOG}/log/" aria-current="page">' in page


def test_a_sitemap_lists_only_its_own_host(main: Client) -> None:
    root = ET.fromstring(main.get("/sitemap.xml").content)  # noqa: S314 (our own answer)
    listed = [element.text or "" for element in root.iterfind(".//{*}loc")]
    assert f"https://{MAIN}/about/privacy/" in listed
    assert [address for address in listed if not address.startswith(f"https://{MAIN}/")] == []
    assert [address for address in listed if "/log/" in address] == []


def test_the_policy_of_pages_stays_as_narrow(main: Client, there: Client, window: Window) -> None:
    for response in (main.get("/"), there.get("/log/")):
        policy = response["Content-Security-Policy"].split("; ")
        assert {"connect-src 'self'", "form-action 'self'"} <= set(policy)
        assert LOG not in response["Content-Security-Policy"]


def test_of_the_log_pages_host_there_is_no_line(
    there: Client, main: Client, console: Callable[[], str]
) -> None:
    there.get("/log/")
    there.get("/asks/")
    there.post("/asks/")
    main.get("/log/")
    assert console() == ""
    main.get("/asks/")
    assert "GET /asks/ 200" in console()


def test_with_one_host_every_page_is_there(client: Client, window: Window) -> None:
    assert client.get("/log/").status_code == client.get("/").status_code == 200
    page = client.get("/").content.decode()
    assert 'href="/log/"' in page
    assert 'href="/log/receipt/"' in page


def path_of(entry: URLPattern) -> str:
    """Return a path that an entry of the URL conf takes, with something in place of each part."""
    return "/" + re.sub(r"<[^>]+>", "x", str(entry.pattern))


@pytest.mark.parametrize("entry", OWN, ids=lambda entry: entry.name)
def test_no_page_of_ours_is_on_both(main: Client, there: Client, entry: URLPattern) -> None:
    path = path_of(entry)
    if path.startswith(("/log/keys/", "/robots.txt", "/healthz", "/readyz")):
        return
    wrong = main if path.startswith("/log/") else there
    assert wrong.get(path).status_code == 302
    assert wrong.post(path).status_code == 421


# -- The variable and the deploy check ---------------------------------------------------------------


@pytest.mark.parametrize("value", ["log.leverage.example", "localhost:8001", "[::1]:8000"])
def test_a_host_is_read_with_or_without_a_port(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert environment.host(NAME) == value


@pytest.mark.parametrize(
    "value",
    ["https://log.example", "log.example/", "Log.example", "a@b", ":80", "a:0", "a:b", "a b", "a?"],
)
def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        environment.host(NAME)


def test_two_hosts_need_an_origin() -> None:
    env = {name: value for name, value in production().items() if name != "LEVERAGE_ORIGIN"}
    done = run("manage.py", "check", env={**env, NAME: LOG})
    assert done.returncode == 1
    assert "Set LEVERAGE_ORIGIN" in done.stderr


def test_the_deploy_check_wants_the_host_to_be_served(two_hosts: None, settings: Settings) -> None:
    assert log_host_is_served(None) == []
    settings.ALLOWED_HOSTS = [MAIN]
    assert [error.id for error in log_host_is_served(None)] == ["leverage.E006"]
    settings.ALLOWED_HOSTS = [MAIN, LOG]
    settings.LOG_HOST = MAIN
    assert [error.id for error in log_host_is_served(None)] == ["leverage.E007"]
    settings.LOG_HOST = ""
    assert log_host_is_served(None) == []
