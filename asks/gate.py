"""The offer gate: the words to say to a lab are shown to people who say that they hold an offer (product.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

STATEMENT = "offer_held"
"""The field in which the yes travels. It is in the form and nowhere else: no cookie, no session."""

HELD = "yes"


def offer_gate(view: View[P]) -> View[P]:
    """Answer with one honest question unless the form says that an offer is held."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and request.POST.get(STATEMENT) == HELD:
            return view(request, *args, **kwargs)
        return render(request, "asks/prepare_gate.html", {"stage": kwargs.get("stage", "")})

    wrapped.offer_gate = True  # type: ignore[attr-defined] # The tests list the gated paths by it.
    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.
