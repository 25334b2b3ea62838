"""Stands in for the broker's own client, which no package brings: `valkey-cli -h HOST -p PORT ping`."""

from __future__ import annotations

import os
import sys

import redis


def main(arguments: list[str]) -> None:
    """Ask as the real one would, with the password from REDISCLI_AUTH; prints the answer."""
    match arguments:
        case ["-h", host, "-p", port, "ping"]:
            server = redis.Redis(host, int(port), password=os.environ["REDISCLI_AUTH"])
            sys.stdout.write("PONG\n" if server.ping() else "")
        case _:
            raise SystemExit(f"unknown: {arguments}")


if __name__ == "__main__":
    main(sys.argv[1:])
