"""Looks for keys, tokens and passwords in every file that is or may be committed, and in all that ever was.

detect-secrets reads the files as they are. It passes over locks and files that are no text, and knows neither
the history nor our own kinds of keys, so patterns of ours read those.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha1
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

from tests.security.findings import ROOT, Finding, Order, fault, seen, undone

ALARMS = Path(__file__).parent / "known_false_alarms.toml"
PATTERNS = {
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:\\n)?\s*"
    r"[A-Za-z0-9+/=]{40}",
    "age key": r"AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{50,}",
    "cloud key": r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])",
    "forge token": r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,}"
    r"|glpat-[A-Za-z0-9_-]{20}",
    "registry token": r"npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,}"
    r"|_authToken\s*=\s*[^\s$]{8,}",
    "service token": r"xox[abprs]-[A-Za-z0-9-]{20,}|AIza[A-Za-z0-9_-]{35}"
    r"|(?<![A-Za-z0-9])sk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}|[sr]k_live_[A-Za-z0-9]{20,}",
    "signed token": r"eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}",
    "password in an address": r"(?:postgres(?:ql)?|rediss?|amqps?)://[^\s:/@\"'{}<>$]*"
    r":[^\s/@\"'{}<>$]{6,}@(?!127\.0\.0\.1|localhost|db[:/])",
    "secret of the site": r"(?m)^(?:export )?(?:SECRET_KEY|LEVERAGE_METRICS_TOKEN)="
    r"[\"']?(?=[^\s\"']*\d)[A-Za-z0-9_!@#%^&*()+-]{32,}",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
_COMMIT, _FILE = re.compile(r"^commit ([0-9a-f]{40})"), "+++ b/"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that looks like a secret: the secret itself is never kept, only its hash."""

    place: str
    line: str
    kind: str
    secret: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.kind} ({self.secret[:12]})"


@dataclass(frozen=True, slots=True)
class Known:
    """An alarm that somebody looked into: it is none, and why."""

    path: str
    kind: str
    reason: str
    secret: str = ""

    def fits(self, alarm: Alarm) -> bool:
        """Return whether this is the alarm that is meant."""
        same = fnmatchcase(alarm.place, self.path) and alarm.kind == self.kind
        return same and alarm.secret.startswith(self.secret)


def findings(order: Order) -> Iterator[Finding]:
    """Scan this repository."""
    yield from scan(ROOT, known_alarms(ALARMS))


def scan(folder: Path, known: Sequence[Known]) -> Iterator[Finding]:
    """Scan a repository: its files, then its history."""
    names = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if names is None:
        yield undone(f"{folder} is no repository of git, so nobody knows what is committed")
        return
    files = [name for name in names.split("\0") if name and (folder / name).is_file()]
    now = [*_by_tool(folder, files), *_by_patterns(folder, files)]
    yield seen(f"{len(files)} files, {len(now)} alarms")
    past, commits = [], 0
    if (_git(folder, "rev-parse", "--is-shallow-repository") or "").strip() != "false":
        yield undone("only a part of the history is here: fetch it whole")
    else:
        log = _git(folder, "log", "--all", "--patch", "--unified=0", "--no-color", "--no-ext-diff")
        past = list(read_history(log or ""))
        commits = len(re.findall(r"(?m)^commit [0-9a-f]{40}$", log or ""))
        yield seen(f"{commits} commits, {len(past)} alarms")
    yield from _judge([*now, *past], known)


def known_alarms(file: Path) -> list[Known]:
    """Return the list of alarms that were looked into."""
    return [Known(**entry) for entry in tomllib.loads(file.read_text("utf-8")).get("alarm", [])]


def read_history(log: str) -> Iterator[Alarm]:
    """Find secrets in what was ever added; the place is the file as it was called then."""
    for commit, place, text in _added(log):
        for kind, secret in _secrets(text):
            yield Alarm(place, f"in {commit}", kind, secret)


def _added(log: str) -> Iterator[tuple[str, str, str]]:
    """Yield each commit, each of its files, and what it added there, in one piece."""
    commit = place = ""
    lines: list[str] = []
    # Split at line ends alone: signs inside of other files must not look like them.
    for line in log.split("\n"):
        if (begins := _COMMIT.match(line)) or line.startswith("diff --git "):
            yield commit, place, "\n".join(lines)
            lines = []
            commit = begins[1][:12] if begins else commit
        elif line.startswith(_FILE) and not lines:
            place = line.removeprefix(_FILE).rstrip("\t")
        elif line.startswith("+"):
            lines.append(line[1:])
    yield commit, place, "\n".join(lines)


def _judge(alarms: Sequence[Alarm], known: Sequence[Known]) -> Iterator[Finding]:
    used = {entry for entry in known for alarm in alarms if entry.fits(alarm)}
    for alarm in alarms:
        if not any(entry.fits(alarm) for entry in used):
            yield fault(str(alarm))
    for entry in known:
        if entry not in used:
            yield fault(f"{entry.path}: no alarm is a {entry.kind} any more; take it from the list")
    yield seen(f"{len(used)} kinds of known false alarms, each with its reason")


def _by_tool(folder: Path, files: Sequence[str]) -> Iterator[Alarm]:
    with default_settings():
        found = SecretsCollection(root=str(folder))
        # One after the other: its way of reading many at once forks, which a process with threads must not.
        for file in files:
            found.scan_file(file)
        for name, secret in found:
            yield Alarm(name, str(secret.line_number), secret.type, secret.secret_hash)


def _by_patterns(folder: Path, files: Sequence[str]) -> Iterator[Alarm]:
    for name in files:
        text = (folder / name).read_bytes().decode("latin-1")
        for kind, secret in _secrets(text):
            yield Alarm(name, "?", kind, secret)


def _secrets(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(text):
            # Only to tell one from another, as detect-secrets does.
            yield kind, sha1(match[0].encode(), usedforsecurity=False).hexdigest()


def _git(folder: Path, *arguments: str) -> str | None:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode("latin-1")
