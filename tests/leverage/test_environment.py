"""The environment is read strictly: a misspelt value stops the program and says what it may be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from leverage import environment

NAME = "LEVERAGE_MADE_UP"
LONG = "s" * 50


def refusal(reader: str, name: str, **options: object) -> str:
    """Return the message with which a reader refuses."""
    with pytest.raises(ImproperlyConfigured) as caught:
        getattr(environment, reader)(name, **options)
    return str(caught.value)


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("0", False)])
def test_a_flag_is_one_or_zero(monkeypatch: pytest.MonkeyPatch, value: str, meaning: bool) -> None:
    monkeypatch.setenv(NAME, value)
    assert environment.flag(NAME) is meaning
    assert environment.flag(NAME, default=not meaning) is meaning


@pytest.mark.parametrize("value", ["true", "yes", "", "01", " 1", "on"])
def test_any_other_flag_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert refusal("flag", NAME) == f"{NAME} must be 0 or 1."


def test_a_flag_that_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert environment.flag(NAME) is False
    assert environment.flag(NAME, default=True) is True


def test_a_number_is_whole_and_not_below_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.number(NAME, default=3) == 3
    monkeypatch.setenv(NAME, "12")
    assert environment.number(NAME, default=3) == 12


@pytest.mark.parametrize("value", ["", "-1", "1.5", "two", "٣", "1e3"])
def test_any_other_number_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert refusal("number", NAME, default=0) == f"{NAME} must be a whole number, 0 or more."


def test_names_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "a.example, b.example")
    assert environment.names(NAME, default=[]) == ["a.example", "b.example"]
    monkeypatch.delenv(NAME)
    assert environment.names(NAME, default=["c.example"]) == ["c.example"]


@pytest.mark.parametrize("value", ["", "a,,b", "a,", ","])
def test_a_name_that_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert "has an empty item" in refusal("names", NAME, default=[])


def test_a_secret_comes_from_the_environment_or_from_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAME, LONG)
    assert environment.secret(NAME) == LONG
    monkeypatch.delenv(NAME)
    file = tmp_path / "secret"
    file.write_text(f"{LONG}\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert environment.secret(NAME) == LONG


def test_a_secret_in_two_places_or_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = f"Set either {NAME} or {NAME}_FILE."
    assert refusal("secret", NAME) == expected
    monkeypatch.setenv(NAME, LONG)
    monkeypatch.setenv(f"{NAME}_FILE", "/somewhere")
    assert refusal("secret", NAME) == expected


def test_a_short_secret_and_a_missing_file_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAME, "s" * 49)
    assert refusal("secret", NAME) == f"{NAME} must have at least 50 signs."
    monkeypatch.delenv(NAME)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "missing"))
    assert refusal("secret", NAME) == f"{NAME}_FILE cannot be read."


def test_a_database_is_named_by_a_uri() -> None:
    read = environment.database("postgresql://me:word@db.example:6432/site?sslmode=require")
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("site", "me", "word")
    assert (read["HOST"], read["PORT"]) == ("db.example", "6432")
    assert read["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_can_stand_in_the_uri() -> None:
    read = environment.database("postgresql://me@/site?host=%2Ftmp%2Fsockets")
    assert (read["HOST"], read["NAME"]) == ("/tmp/sockets", "site")


@pytest.mark.parametrize("url", ["mysql://me:hidden@db/site", "postgresql://me:hidden@db:x y/"])
def test_a_wrong_uri_is_refused_without_repeating_its_password(url: str) -> None:
    assert "hidden" not in refusal("database", url)


def test_a_uri_without_a_database_is_refused() -> None:
    assert refusal("database", "postgresql://me@db") == "DATABASE_URL names no database."


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        ("redis://queue:6379/1", "redis://queue:6379/1"),
        ("rediss://queue:6379/1", "rediss://queue:6379/1"),
        ("unix:///tmp/valkey.sock?db=2", "redis+socket:///tmp/valkey.sock?virtual_host=2"),
    ],
)
def test_a_queue_is_spelt_as_celery_wants_it(url: str, spelt: str) -> None:
    assert environment.broker(url) == spelt


@pytest.mark.parametrize("url", ["", "queue:6379", "amqp://queue"])
def test_another_queue_is_refused(url: str) -> None:
    assert "must begin with redis://" in refusal("broker", url)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("REDIS_URL", "Set REDIS_URL: DATABASE_URL is set"),
        ("LEVERAGE_KEY_DIR", "Set LEVERAGE_KEY_DIR"),
    ],
)
def test_a_production_site_does_not_start_without_what_it_needs(missing: str, said: str) -> None:
    without = {key: value for key, value in os.environ.items() if key != missing}
    done = subprocess.run(
        [sys.executable, "-c", "import leverage.settings"],
        env=without,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr


@pytest.mark.parametrize("value", ["https://leverage.example", "http://127.0.0.1:8000", ""])
def test_an_origin_is_scheme_and_host(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert environment.origin(NAME) == value


@pytest.mark.parametrize(
    "value",
    [
        "leverage.example",
        "https://",
        "https://leverage.example/",
        "https://leverage.example/asks",
        "https://leverage.example?x=1",
        "https://me:pass@leverage.example",
        "https://leverage.example:port",
        "ftp://leverage.example",
    ],
)
def test_any_other_origin_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert "must be like https://leverage.example" in refusal("origin", NAME)


@pytest.mark.parametrize("value", ["mailto:me@leverage.example", "https://leverage.example/x", ""])
def test_a_contact_is_an_address_to_write_to(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert environment.contact(NAME) == value


@pytest.mark.parametrize(
    "value", ["me@leverage.example", "mailto:a b", "mailto:a\nExpires: never", "http://leverage"]
)
def test_any_other_contact_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert "must begin with mailto:" in refusal("contact", NAME)


def test_a_value_is_given_directly_or_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert environment.given(NAME) is None
    (tmp_path / "value").write_text("from a file\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "value"))
    assert environment.given(NAME) == "from a file"
    monkeypatch.setenv(NAME, "directly")
    assert refusal("given", NAME) == f"Set either {NAME} or {NAME}_FILE."
    monkeypatch.delenv(f"{NAME}_FILE")
    assert environment.given(NAME) == "directly"


def test_a_secret_that_may_be_left_out_is_long_where_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert environment.optional_secret(NAME, shortest=32) == ""
    monkeypatch.setenv(NAME, "t" * 32)
    assert environment.optional_secret(NAME, shortest=32) == "t" * 32
    monkeypatch.setenv(NAME, "t" * 31)
    assert "at least 32 signs" in refusal("optional_secret", NAME, shortest=32)


def test_a_folder_is_a_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.folder(NAME) is None
    monkeypatch.setenv(NAME, "/var/backups")
    assert environment.folder(NAME) == Path("/var/backups")
    monkeypatch.setenv(NAME, "backups")
    assert "whole path" in refusal("folder", NAME)
