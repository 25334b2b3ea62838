"""Stands between Playwright and a Firefox as Mozilla and distributions ship it; Playwright starts it as the browser.

Both speak WebDriver BiDi, yet Playwright 1.65 takes two things for granted that Firefox 153 does not know.
They are made up for here, so that neither program has to be changed; all else passes as it is, and
what a newer Firefox says for itself is left alone.

    python relay.py FIREFOX ARGUMENT...
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve

# Sent for every visit, to choose between light and dark. No test in Firefox looks at colours.
SPARED = "emulation.setMediaFeaturesOverride"
# A download has to be named in both events, and Firefox names only those that began as a navigation.
DOWNLOADS = ("browsingContext.downloadWillBegin", "browsingContext.downloadEnd")
# No limit, and no questions in between: a browser that is busy for long is not gone.
_AS_IT_IS: dict[str, Any] = {"max_size": None, "compression": None, "ping_interval": None}
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def made_up_for(message: str) -> str:
    """Return a message of Firefox as Playwright expects it."""
    if not any(name in message for name in (SPARED, *DOWNLOADS)):
        return message
    told = json.loads(message)
    if told.get("error") == "unknown command" and SPARED in told["message"]:
        told = {"type": "success", "id": told["id"], "result": {}}
    elif told.get("method") in DOWNLOADS:
        told["params"].setdefault("download", told["params"]["url"])
    return json.dumps(told)


def main(command: list[str]) -> int:
    """Run Firefox until it ends, and say where to speak to it; return its exit status."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as firefox:
        assert firefox.stderr is not None
        for line in firefox.stderr:
            found = _LISTENING.search(line)
            sys.stderr.write(line.replace(found[1], _relay_to(found[1])) if found else line)
            sys.stderr.flush()
    return firefox.returncode


def _relay_to(address: str) -> str:
    def visit(playwright: ServerConnection) -> None:
        assert playwright.request is not None
        with connect(address + playwright.request.path, **_AS_IT_IS) as firefox:
            threading.Thread(target=_pass_on, args=(playwright, firefox), daemon=True).start()
            for message in firefox:
                playwright.send(made_up_for(str(message)))

    server = serve(visit, "127.0.0.1", 0, **_AS_IT_IS)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host, port = server.socket.getsockname()
    return f"ws://{host}:{port}"


def _pass_on(playwright: ServerConnection, firefox: ClientConnection) -> None:
    for message in playwright:
        firefox.send(message)
    firefox.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
