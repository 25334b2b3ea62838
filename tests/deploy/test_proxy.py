"""leverage/deploy/nginx.conf: what it tells the site of a visitor, what it shuts, and how much it takes."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
from django.conf.locale import LANG_INFO

from tests.deploy.conftest import LOG_HOST, Front
from tests.deploy.echo import echoing
from tests.deploy.proxy import DEPLOY, serving, write_configuration
from tests.waiting import wait_until

pytestmark = pytest.mark.proxy

# All that a browser, and somebody who wants to mislead, may send along.
TOLD = {
    "Cookie": "__Host-session=MARK",
    "User_Agent": "MARK",
    "Accept_Language": "MARK",
    "Referer": "https://localhost/MARK",
    "X_Forwarded_For": "203.0.113.7",
    "X_Real_IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "X_Forwarded_Host": "MARK",
    "X_Client_IP": "203.0.113.7",
    "True_Client_IP": "203.0.113.7",
    "Via": "1.1 MARK",
    "Sec_CH_UA": "MARK",
    "X_Requested_With": "MARK",
    "Authorization": "Bearer MARK",
    "DNT": "1",
}
OLD = ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
LANGUAGES = sorted({code.lower() for code in LANG_INFO} | set(LANG_INFO))


def test_the_site_learns_one_address_and_nothing_of_the_browser(front: Front) -> None:
    seen = front.seen("/account/", **TOLD, Accept="text/html", Origin="https://localhost")
    assert seen == {
        "Host": f"localhost:{front.proxy.port}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "127.0.0.1",
        "Cookie": "__Host-session=MARK",
        "Referer": "https://localhost/MARK",
        "Origin": "https://localhost",
        "Accept": "text/html",
        "X-Requested-With": "MARK",
    }


@pytest.mark.parametrize("path", ["/propose/", "/log/"])
def test_the_site_learns_whether_another_site_sent_a_form(front: Front, path: str) -> None:
    assert front.seen(path, **{"Sec-Fetch-Site": "cross-site"})["Sec-Fetch-Site"] == "cross-site"
    assert "Sec-Fetch-Site" not in front.seen(path, **{"Sec-Fetch-Site": "MARK"})


@pytest.mark.parametrize(
    "path",
    [
        "/log/",
        "/log",
        "/log/receipt/?x=1",
        "//log/",
        "/%6cog/",
        "/de/%6Cog/",
        "/de//log/",
        *(f"/{code}/log/verify/" for code in LANGUAGES),
    ],
)
def test_of_a_visit_to_the_log_pages_the_site_learns_nothing(front: Front, path: str) -> None:
    seen = front.seen(path, **TOLD)
    assert seen == {"Host": f"localhost:{front.proxy.port}", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("path", ["/", "/asks/", "/account/"])
def test_nor_of_any_visit_to_their_host(front: Front, path: str) -> None:
    seen = front.seen(path, **TOLD, Host=LOG_HOST)
    assert seen == {"Host": LOG_HOST, "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("path", ["/login/", "/asks/logs/", "/catalog/", "/asks/log-keeping/"])
def test_a_path_that_only_looks_like_one_is_like_any_other(front: Front, path: str) -> None:
    assert front.seen(path, **TOLD)["Cookie"]


def test_what_is_posted_arrives_whole(front: Front) -> None:
    body = b"x" * 200_000
    front.ask("/log/", "POST", body, Content_Type="application/json")
    [arrival] = front.echo.arrivals
    assert (arrival.method, arrival.body == body) == ("POST", True)
    assert arrival.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("prefix", ["", "/de", "/pt-br"])
@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/%6detrics", "//metrics", "/readyz"])
def test_what_is_for_the_house_is_shut(front: Front, prefix: str, path: str) -> None:
    for host in ("localhost", LOG_HOST):
        answer = front.ask(prefix + path, Host=host)
        assert (answer.status, front.echo.arrivals) == (404, [])


def test_whether_the_site_lives_may_be_asked(front: Front) -> None:
    assert front.ask("/healthz").status == 200


@pytest.mark.parametrize(
    ("path", "method", "body", "headers", "status"),
    [
        ("/asks/", "POST", b"x" * (256 * 1024 + 1), {}, 413),
        ("/asks/", "GET", None, {"X_Long": "x" * 9000}, 431),
        (f"/{'x' * 9000}", "GET", None, {}, 414),
        ("/asks/", "TRACE", None, {}, 405),
        ("/metrics", "GET", None, {}, 404),
    ],
    ids=["body", "header", "address", "method", "metrics"],
)
def test_a_refusal_is_in_words_of_ours_with_every_guard(
    front: Front, path: str, method: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    answer = front.ask(path, method, body, headers)
    assert (answer.status, front.echo.arrivals) == (status, [])
    assert '<section lang="de">' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for name in ("Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options"):
        assert answer.headers[name]


def test_as_much_as_the_site_takes_passes(front: Front) -> None:
    assert front.ask("/asks/", "POST", b"x" * (256 * 1024)).status == 200
    assert front.ask("/asks/", X_Long="x" * 7900, X_Longer="x" * 7900).status == 200
    assert front.ask("/asks/", X_A="x" * 7900, X_B="x" * 7900, X_C="x" * 7900).status == 431


def test_a_refusal_of_the_site_keeps_the_sites_own_words(front: Front) -> None:
    front.echo.status = 404
    assert front.ask("/nothing/").text.startswith("<p>1</p>")


def test_plain_http_leads_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("localhost", front.proxy.http_port, timeout=20)
    connection.request("GET", "/asks/?q=1")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/asks/?q=1")
    assert front.echo.arrivals == []


def test_its_own_pages_have_their_style_and_no_script(front: Front) -> None:
    page = front.ask("/metrics")
    assert '<link rel="stylesheet" href="/proxy-pages/page.css">' in page.text
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    sheet = front.ask("/proxy-pages/page.css")
    assert (sheet.status, sheet.headers.get_content_type()) == (200, "text/css")


def test_programs_are_not_led_from_http_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("localhost", front.proxy.http_port, timeout=20)
    connection.request("GET", "/api/v1/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (403, None)
    connection.close()


def handshake(
    front: Front, version: ssl.TLSVersion, protocol: str = "h2"
) -> tuple[str | None, str | None]:
    trust = front.proxy.trust()
    trust.minimum_version = trust.maximum_version = version
    trust.set_alpn_protocols([protocol])
    with (
        socket.create_connection(("127.0.0.1", front.proxy.port), timeout=20) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        return connection.version(), connection.selected_alpn_protocol()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_it_speaks_the_two_living_versions_and_http_2(
    front: Front, version: ssl.TLSVersion
) -> None:
    assert handshake(front, version)[1] == "h2"


def test_it_speaks_no_older_one(front: Front) -> None:
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{front.proxy.port}", *OLD],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "alert protocol version" in done.stderr


def test_no_session_can_be_taken_up_again(front: Front) -> None:
    trust = front.proxy.trust()
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", front.proxy.port), timeout=20) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        assert connection.session is None or not connection.session.has_ticket
        first = connection.session
    with (
        socket.create_connection(("127.0.0.1", front.proxy.port), timeout=20) as plain,
        trust.wrap_socket(plain, server_hostname="localhost", session=first) as connection,
    ):
        assert connection.session_reused is False


def test_public_pages_are_compressed_and_private_ones_are_not(front: Front) -> None:
    for path, coding in {
        "/asks/": "gzip",
        "/log/": None,
        "/de/account/": None,
        "/curate/": None,
    }.items():
        assert front.ask(path, Accept_Encoding="gzip").headers["Content-Encoding"] == coding


def test_a_style_sheet_comes_from_the_folder(front: Front) -> None:
    answer = front.ask("/static/site.css", Accept_Encoding="gzip")
    assert (answer.status, answer.headers["Content-Encoding"], front.echo.arrivals) == (
        200,
        "gzip",
        [],
    )
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert front.ask("/static/of-another-version.css").status == 200
    assert [arrival.path for arrival in front.echo.arrivals] == ["/static/of-another-version.css"]


def test_nothing_beside_the_folder_is_served(front: Front) -> None:
    for path in (
        "/static/../proxy.key",
        "/static/%2e%2e/proxy.key",
        "/static../proxy.key",
        "/proxy-pages/away.html",
    ):
        assert "PRIVATE" not in front.ask(path).text
        assert "does not answer" not in front.ask(path).text


def test_one_address_has_so_many_requests_open_and_no_more(folder: Path) -> None:
    with echoing() as echo, serving(folder, echo.port, connections=1) as proxy:
        echo.delay = 1.5
        trust = proxy.trust()
        first = http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=trust)
        first.request("GET", "/asks/")
        wait_until(lambda: bool(echo.arrivals))
        second = http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=trust)
        second.request("GET", "/labs/")
        refused = second.getresponse()
        assert (refused.status, refused.headers["Retry-After"]) == (429, "30")
        assert "Too much at once" in refused.read().decode()
        assert first.getresponse().status == 200
        first.close()
        second.close()


@pytest.mark.gettext
def test_envsubst_fills_in_the_very_same(folder: Path) -> None:
    folder.mkdir()
    text = (DEPLOY / "nginx.conf").read_text()
    values = {name: f"/{name.lower()}" for name in re.findall(r"\$\{(\w+)\}", text)}
    done = subprocess.run(
        ["envsubst", " ".join(f"${{{name}}}" for name in values)],
        input=text,
        env={"PATH": "/usr/bin:/bin", **values},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == write_configuration(folder, values).read_text()
    assert "${" not in done.stdout.replace("in ${}", "")
