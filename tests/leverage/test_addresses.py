"""Network addresses: counted by a keyed hash that dies with the day, and stored nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import redis
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import Settings

from leverage.accounts import AccountAdapter
from leverage.addresses import DAY_SECONDS, scrambled_address
from tests.leverage.conftest import NAME, PASSWORD

MARKED = "203.0.113.77"


def test_an_address_becomes_sixteen_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", scrambled_address(MARKED))


def test_one_address_is_one_visitor_all_day() -> None:
    assert scrambled_address(MARKED) == scrambled_address(MARKED)
    assert scrambled_address(MARKED) != scrambled_address("203.0.113.78")


def test_an_ipv6_visitor_counts_as_the_whole_64() -> None:
    here = scrambled_address("2001:db8:1:2::1")
    assert scrambled_address("2001:db8:1:2:ffff:ffff:ffff:ffff") == here
    assert scrambled_address("2001:db8:1:3::1") != here


def test_an_address_of_version_4_counts_alike_when_it_is_mapped() -> None:
    assert scrambled_address(f"::ffff:{MARKED}") == scrambled_address(MARKED)
    assert scrambled_address("::ffff:203.0.113.78") != scrambled_address(MARKED)


def test_the_key_of_another_day_gives_another_hash() -> None:
    today = scrambled_address(MARKED)
    cache.delete("address-key")
    assert scrambled_address(MARKED) != today


def test_the_key_lives_one_day_from_its_first_use(memory: redis.Redis) -> None:
    scrambled_address(MARKED)
    [name] = list(memory.scan_iter("*:address-key"))
    assert DAY_SECONDS - 5 < memory.ttl(name) <= DAY_SECONDS
    memory.expire(name, 100)
    scrambled_address(MARKED)
    assert memory.ttl(name) <= 100


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        scrambled_address("unknown")


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, MARKED)])
def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(
    settings: Settings, proxies: int, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": f"198.51.100.1, {MARKED}"}
    request = RequestFactory().get("/account/signup/", headers=headers)
    assert AccountAdapter(request).get_client_ip(request) == scrambled_address(counted)


def test_the_agent_of_a_browser_is_never_read() -> None:
    request = RequestFactory().get("/", headers={"user-agent": "MarkedAgent/7"})
    assert AccountAdapter(request).get_http_user_agent(request) == ""


@pytest.mark.django_db
def test_no_key_and_no_value_of_the_memory_holds_an_address_an_agent_or_a_name(
    remembered: Callable[[], bytes],
) -> None:
    client = Client(REMOTE_ADDR=MARKED, HTTP_USER_AGENT="MarkedAgent/7")
    form = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", form).status_code == 302
    client.post("/account/logout/")
    client.post("/account/login/", {"login": NAME, "password": "wrong"})
    client.post("/account/login/", {"login": NAME, "password": PASSWORD})
    held = remembered()
    for counted in (b":signup:", b":login:", b":login_failed:", b"password"):
        assert counted in held
    for canary in (MARKED, "203.0.113", "MarkedAgent", NAME):
        assert canary.encode() not in held
