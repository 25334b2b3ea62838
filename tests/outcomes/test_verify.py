"""The page on which a drawn line becomes a verified one."""

from __future__ import annotations

import logging
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcomes.client_half import seal_conversation
from outcomes.conversations import replace_conversation
from outcomes.crypto.credential_lines import format_line, parse_line
from outcomes.kinds import Tier
from outcomes.mail.problems import MailProblem
from outcomes.models import DkimKey, Entry, Window
from outcomes.words_mail import mail_words
from tests.asks.loopback import name_server
from tests.outcomes import factories, verifying
from tests.outcomes.factories import DAY, ITEMS, NORTH
from tests.outcomes.pages import error_of, form, words_of
from tests.outcomes.verifying import LAB, MAIL, drawn, offer

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

PATH = "/log/verify/"
CANARY = "canary-7f3a"


@pytest.fixture
def window(db: None, ready_keys: None) -> Window:
    return verifying.opened_window()


@pytest.fixture
def line(window: Window) -> str:
    """Return the line of a sheet for the lab whose mail is taken."""
    return format_line(drawn(window))


def send(client: Client, line: str, headers: bytes | None = None) -> Any:
    """Hand in a line and a header, as a browser without scripts does."""
    text = (offer() if headers is None else headers).decode("utf-8", "replace")
    return client.post(PATH, {"credential": line, "headers": text})


def verified_line(response: Any) -> str:
    found = re.search(r"<textarea[^>]*>([^<]+)</textarea>", words_of(response))
    assert found is not None
    return found[1]


# -- Accepted --------------------------------------------------------------------------------------------


def test_a_line_and_a_mail_give_a_verified_line_once(client: Client, line: str) -> None:
    response = send(client, line)
    assert response.status_code == 201
    credential = parse_line(verified_line(response))
    assert (credential.context.table, credential.context.tier) == (LAB, Tier.VERIFIED)
    assert response["Cache-Control"] == "no-store"
    assert "Nothing of the mail was stored." in words_of(response)


def test_the_verified_line_logs_a_conversation(client: Client, line: str) -> None:
    verified = verified_line(send(client, line))
    assert client.post("/log/", form(verified, table=LAB)).status_code == 201
    assert client.post("/log/", form(verified, table=LAB)).status_code == 409


def test_a_verified_line_is_good_for_its_own_lab_only(client: Client, line: str) -> None:
    verified = verified_line(send(client, line))
    assert client.post("/log/", form(verified, table=NORTH)).status_code == 403
    assert client.post("/log/", form(line, table=NORTH)).status_code == 403


def test_a_verified_conversation_can_be_replaced(window: Window) -> None:
    credential = verifying.verified(window)
    logged = factories.prepare(window, credential)
    assert factories.log_again(window, logged, tier=Tier.VERIFIED)
    again = seal_conversation(window, credential, ITEMS)
    replace_conversation(logged.receipt_key, credential, sealed=again, today=DAY)
    [entry] = Entry.objects.filter(sealed__isnull=False)
    assert bytes(entry.sealed or b"") == again


def test_the_answer_quotes_nothing_of_the_mail(client: Client, line: str) -> None:
    response = send(client, line, offer(subject=CANARY))
    assert response.status_code == 201
    assert CANARY not in words_of(response)
    assert "ada@" not in words_of(response)


# -- Refused ---------------------------------------------------------------------------------------------


def test_a_mail_that_was_changed_is_refused_in_words_and_spends_nothing(
    client: Client, line: str
) -> None:
    response = send(client, line, offer().replace(b"Your offer", b"[list] Your offer"))
    assert response.status_code == 400
    assert mail_words(MailProblem.SIGNATURE_WRONG) in error_of(response, "headers")
    assert not Entry.objects.exists()
    assert send(client, line).status_code == 201


def test_an_unknown_key_says_to_come_back_tomorrow(client: Client, line: str) -> None:
    DkimKey.objects.all().delete()
    response = send(client, line)
    assert response.status_code == 400
    assert "Try again tomorrow" in error_of(response, "headers")


def test_a_line_that_was_used_is_refused(client: Client, line: str) -> None:
    assert send(client, line).status_code == 201
    response = send(client, line)
    assert response.status_code == 409
    assert "used before" in error_of(response, "credential")


def test_a_line_of_a_lab_without_a_domain_is_refused(client: Client, window: Window) -> None:
    response = send(client, format_line(factories.draw(window)[NORTH]))
    assert response.status_code == 403
    assert "no mail domain" in error_of(response, "credential")


def test_a_forged_line_is_refused(client: Client, line: str) -> None:
    forged = line[:-8] + ("A" * 8 if line[-8:] != "A" * 8 else "B" * 8)
    response = send(client, forged)
    assert response.status_code == 403
    assert "does not fit" in error_of(response, "credential")


def test_an_empty_form_says_what_to_paste(client: Client, window: Window) -> None:
    response = client.post(PATH, {})
    assert response.status_code == 400
    assert "Paste the line" in error_of(response, "credential")
    assert "Paste the header" in error_of(response, "headers")


@pytest.mark.parametrize("headers", ["\0", "x" * 20_000, "\ufffd"])
def test_a_header_that_is_none_is_refused(client: Client, line: str, headers: str) -> None:
    response = client.post(PATH, {"credential": line, "headers": headers})
    assert response.status_code == 400
    assert error_of(response, "headers")


def test_without_a_window_there_is_nothing_to_exchange(client: Client, db: None) -> None:
    assert client.get(PATH).status_code == 200
    assert "No window is open" in words_of(client.get(PATH))
    assert client.post(PATH, {}).status_code == 409


# -- What the page says ------------------------------------------------------------------------------------


def test_the_page_names_the_domains_that_are_taken_and_on_what_basis(
    client: Client, window: Window
) -> None:
    page = words_of(client.get(PATH))
    assert (
        f'href="{MAIL.source}" rel="noreferrer" translate="no">{MAIL.domain}</a>: {MAIL.basis.label}'
        in page
    )
    assert "No domain is known." in page


def test_the_page_says_what_is_proved_and_what_not(client: Client, window: Window) -> None:
    page = words_of(client.get(PATH))
    for said in ("that an offer stands", "A lab can sign any mail", "keeps nothing of it"):
        assert said in page


def test_no_file_chooser_has_a_name_so_that_no_form_sends_a_file(
    client: Client, window: Window
) -> None:
    choosers = re.findall(r'<input[^>]*type="file"[^>]*>', words_of(client.get(PATH)))
    # The mail, and the sheet where scripts run.
    assert [" name=" in chooser for chooser in choosers] == [False, False]


def test_the_page_says_what_a_lost_answer_costs_without_scripts(
    client: Client, window: Window
) -> None:
    page = words_of(client.get(PATH))
    assert "your line is used up and the new one is gone" in page


# -- Nobody is asked, nothing is written down ----------------------------------------------------------------


class Outgoing:
    """Notes where sockets of this process connect or send to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses: list[Any] = []
        connect, sendto = socket.socket.connect, socket.socket.sendto

        def connected(this: socket.socket, address: Any) -> None:
            self.addresses.append(address)
            connect(this, address)

        def sent(this: socket.socket, data: Any, *where: Any) -> int:
            self.addresses.append(where[-1])
            return sendto(this, data, *where)

        monkeypatch.setattr(socket.socket, "connect", connected)
        monkeypatch.setattr(socket.socket, "sendto", sent)

    def foreign(self) -> list[Any]:
        """Return every address that is not the memory's own; the database's library uses no such socket."""
        own = project_settings.REDIS_URL
        return [found for found in self.addresses if not (isinstance(found, str) and found in own)]


@pytest.mark.parametrize("known", [True, False], ids=["key known", "key unknown"])
def test_no_request_leaves_this_computer(
    client: Client, line: str, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    if not known:
        DkimKey.objects.all().delete()
    outgoing = Outgoing(monkeypatch)
    client.get(PATH)
    assert send(client, line).status_code == (201 if known else 400)
    assert outgoing.foreign() == []


def test_a_check_that_asked_a_name_server_would_be_noticed(
    client: Client, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filtering = DkimKey.objects.filter

    with name_server({("s1._domainkey.x.example", "TXT"): ['"v=DKIM1; p="']}) as resolver:

        def asking(**wanted: Any) -> Any:
            resolver.resolve("s1._domainkey.x.example.", "TXT")
            return filtering(**wanted)

        monkeypatch.setattr(DkimKey.objects, "filter", asking)
        outgoing = Outgoing(monkeypatch)
        send(client, line)
        assert outgoing.foreign() != []


def test_no_line_of_a_log_holds_anything_of_the_mail(
    client: Client, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(client, line, offer(subject=CANARY).replace(b"v=1;", b"v=1; v=1;"))
        send(client, line, offer(subject=CANARY))
    assert CANARY not in caplog.text
    logging.getLogger("outcomes").warning(CANARY)
    assert CANARY in caplog.text


def test_a_mail_sent_as_a_file_is_never_written_to_a_disk(
    client: Client, line: str, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "missing")  # Whoever writes there fails.
    mail = SimpleUploadedFile("mail.eml", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert client.post(PATH, {"credential": line, "headers": mail}).status_code == 400
