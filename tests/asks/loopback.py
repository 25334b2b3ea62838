"""The world outside in small: a lab's web server and its name server, on this computer's loopback."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
Records = Mapping[tuple[str, str], list[str]]


def certificate(host: str, folder: Path) -> tuple[Path, Path]:
    """Write a certificate for `host`, signed by itself, and its key; return where they are."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


@contextmanager
def web_server(
    cert_file: Path, key_file: Path, talk: Callable[[ssl.SSLSocket], None]
) -> Iterator[int]:
    """Let `talk` answer one visitor over TLS; give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    with socket.create_server((LOOPBACK, 0)) as listening:
        thread = threading.Thread(target=_serve_one, args=(listening, context, talk), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)  # Wakes a server that nobody visited.
        thread.join(timeout=10)


def _serve_one(
    listening: socket.socket, context: ssl.SSLContext, talk: Callable[[ssl.SSLSocket], None]
) -> None:
    try:
        visitor, _address = listening.accept()
        with visitor, context.wrap_socket(visitor, server_side=True) as secure:
            talk(secure)
    except OSError:  # The visitor hung up, which is what some tests are about.
        return


@contextmanager
def name_server(records: Records) -> Iterator[dns.resolver.Resolver]:
    """Answer look-ups from `records`, by name and kind; give a resolver that asks only here."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((LOOPBACK, 0))
        listening.settimeout(0.1)
        ended = threading.Event()
        thread = threading.Thread(target=_answer, args=(listening, records, ended), daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [LOOPBACK], listening.getsockname()[1]
        try:
            yield resolver
        finally:
            # Not told by a letter: a busy computer may drop one.
            ended.set()
            thread.join(timeout=10)


def _answer(listening: socket.socket, records: Records, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            letter, sender = listening.recvfrom(4096)
        except TimeoutError:
            continue
        query = dns.message.from_wire(letter)
        asked = query.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), asked.rdtype.name
        response = dns.message.make_response(query)
        if any(known == name for known, _kind in records):
            for text in records.get((name, kind), []):
                response.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, text))
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        listening.sendto(response.to_wire(), sender)
