"""The load: a process of its own that sends prepared requests over a few connections.

It reads one order per line (JSON: port, connections, expected status, file of requests) and answers each with
one line. Requests are whole byte strings, and no library reads the answers: what it costs the machine to ask is
the same for both sides, and little.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import lean

_HOST = "127.0.0.1"
_PATIENCE = 30.0
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Visitor(asyncio.Protocol):
    """One connection that sends the next request as soon as it has an answer."""

    def __init__(
        self, requests: Iterator[bytes], statuses: Counter[int], spent: list[float]
    ) -> None:
        self._requests, self._statuses, self._spent = requests, statuses, spent
        self._answer = b""
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def begin(self) -> None:
        """Send the next request, or end when there is none."""
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note an answer once it is whole."""
        self._answer += data
        head, end, body = self._answer.partition(_END)
        if not end or len(body) < _length(head):  # Both sides say how long an answer is.
            return
        self._spent.append(time.perf_counter() - self._sent)
        self._statuses[int(head[9:12])] += 1
        self._answer = b""
        self.begin()

    def connection_lost(self, error: Exception | None) -> None:
        """Count a connection that the server ended as an error."""
        if not self.done.done():
            self._statuses[0] += 1
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    raise ValueError(f"An answer does not say how long it is: {head[:200]!r}")


async def send(
    port: int, connections: int, requests: list[bytes], expected: int
) -> dict[str, object]:
    """Send all requests and return the rate, the slow twentieth and what went wrong."""
    statuses: Counter[int] = Counter()
    spent: list[float] = []
    left = iter(requests)
    loop = asyncio.get_running_loop()
    visitors = []
    for _ in range(connections):
        _transport, visitor = await loop.create_connection(
            lambda: Visitor(left, statuses, spent), _HOST, port
        )
        visitors.append(visitor)
    start = time.perf_counter()
    for visitor in visitors:
        visitor.begin()
    await asyncio.wait_for(asyncio.gather(*(visitor.done for visitor in visitors)), _PATIENCE)
    seconds = time.perf_counter() - start
    ordered = sorted(spent) or [0.0]
    return {
        "rate": len(spent) / seconds,
        "p95_ms": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)] * 1000,
        "errors": len(requests) - statuses[expected],
        "statuses": {str(status): number for status, number in statuses.items()},
    }


def main() -> None:
    """Carry out one order per line until there are no more."""
    for line in sys.stdin:
        result = _carry_out(json.loads(line))
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


def _carry_out(order: dict[str, Any]) -> dict[str, object]:
    port, connections = order["port"], order["connections"]
    if "request" in order:
        trusted = tuple(order["trusted"]) if order["trusted"] else None
        return lean.send(port, connections, order["request"].encode(), order["seconds"], trusted)
    requests = [text.encode("ascii") for text in json.loads(Path(order["file"]).read_text())]
    return asyncio.run(send(port, connections, requests, order["expected"]))


if __name__ == "__main__":
    main()
