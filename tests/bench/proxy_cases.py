"""The list of asks from the cache of the project's own proxy, beside the bare list without a cache.

The proxy speaks TLS, as it always does; the bare list is asked without. Connections last.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import supplies
from tests.bench.page_supplies import Page
from tests.bench.rounds import Goal, Result, Side, compare, play
from tests.bench.servers import HOST_NAME, Client, Served
from tests.bench.size import Size
from tests.deploy.proxy import NoProxyError, Proxy, serving

CACHED_GOAL = Goal(20.0)
CONNECTIONS = 16
_COMPRESSED = "Accept-Encoding: gzip\r\n"
_SECONDS_PER_CASE = 10.0


def run(client: Client, folder: Path, served: Served, page: Page, size: Size) -> Iterator[Result]:
    """Measure the cached page, as it is and compressed; without nginx on this computer, nothing."""
    try:
        with serving(folder / "proxy", served.product, (HOST_NAME,)) as proxy:
            yield _cached(client, proxy, served.limit, page, size)
            yield _cached(client, proxy, served.limit, page, size, compressed=True)
    except NoProxyError as problem:
        sys.stderr.write(f"Without the proxy: {problem}\n")


def _cached(
    client: Client, proxy: Proxy, limit: int, page: Page, size: Size, *, compressed: bool = False
) -> Result:
    trusted = (str(proxy.certificate), HOST_NAME)
    ours = supplies.get(page.path, _COMPRESSED if compressed else "")
    bare = supplies.get(page.bare_path)
    busy: list[float] = []

    def product(_turn: int) -> Side:
        side, share = client.repeat(
            proxy.port, CONNECTIONS, ours, seconds=size.page_seconds, trusted=trusted
        )
        busy.append(share)
        return side

    def bare_list(_turn: int) -> Side:
        return client.repeat(limit, CONNECTIONS, bare, seconds=size.page_seconds)[0]

    for side in (product, bare_list):
        side(0)
    deadline = time.monotonic() + _SECONDS_PER_CASE
    rounds = play(size.rounds, product, bare_list, lambda: time.monotonic() > deadline)
    name = f"{page.kind} from the proxy's cache, {CONNECTIONS} connections"
    sys.stderr.write(
        f"{name}: the client was busy {sorted(busy)[len(busy) // 2]:.0%} of the time\n"
    )
    case = f"{name}, compressed" if compressed else name
    return compare(case, "requests per second", rounds, lambda side: side.rate, CACHED_GOAL)
