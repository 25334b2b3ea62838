"""The public keys of a window, as the bytes whose hash people compare."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leverage.http import public_page
from outcomes.crypto import keyset
from outcomes.models import Window
from outcomes.wire import JSON


@require_safe
@public_page
def key_set(request: HttpRequest, name: str) -> HttpResponse:
    """The canonical bytes of a window's key set; their SHA-256 is the hash on `/about/method/`."""
    window = Window.objects.of_people().filter(pk=name).first()
    if window is None or window.key_set is None:
        raise Http404(_("No window has this name."))
    return HttpResponse(keyset.canonical_bytes(window.key_set), content_type=JSON)
