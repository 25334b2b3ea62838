"""The tables of the catalogue for curators, in Django's admin. What has rules goes through its service.

Nothing is deleted here, and positions, proposals and motions are only read: the pages under /curate/ change them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asks.forms_curate import AskWordsForm
from asks.kinds import Deed, Origin
from asks.models import (
    Alias,
    Ask,
    AskText,
    Category,
    CurationAction,
    Lab,
    Motion,
    Position,
    PositionEvent,
    Proposal,
    Source,
)
from asks.plain_fields import ShowableForm
from asks.services.edit_ask_text import edit_ask_text
from asks.services.log_curation import log_curation
from leverage.staff import staff_site

if TYPE_CHECKING:
    from leverage.models import User

_CORRECTED = "Corrected in the tables."
_HTTPS: dict[type[models.Field[Any, Any]], dict[str, str]] = {
    models.URLField: {"assume_scheme": "https"}
}


class Readable(admin.ModelAdmin):  # type: ignore[type-arg] # generic for type checkers only
    """A table that every curator may read. The site lets in nobody else (leverage.staff)."""

    formfield_overrides = _HTTPS

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Link to the page itself: the admin's own way there breaks for a number that is none."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to every curator."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Show it to every curator."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add nothing here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Change nothing here, unless a table says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Delete nothing here."""
        return False

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Write nothing: Django's log keeps exact times. Ours is CurationAction."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Write nothing, for the same reason."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write nothing, for the same reason."""


class _Inline(admin.StackedInline):  # type: ignore[type-arg] # generic for type checkers only
    extra = 0
    can_delete = False
    formfield_overrides = _HTTPS

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class _Texts(_Inline):
    model = AskText
    fields = ("number", "made_on", "origin", "title", "short_name")


class _Sources(_Inline):
    model = Source
    fields = ("title", "publisher", "year", "url", "verified")


class _History(_Inline):
    model = PositionEvent


class AskAdmin(Readable):
    """Asks; new words become a new version."""

    form = AskWordsForm
    list_display = ("slug", "category", "effort", "retired")
    list_filter = ("category", "effort", "retired")
    search_fields = ("slug", "text__title")
    readonly_fields = ("slug", "category", "effort", "retired", "retired_on", "successor")
    inlines: ClassVar = [_Texts, _Sources]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let the words of asks be changed that still stand."""
        return not (isinstance(obj, Ask) and (obj.retired or obj.text_id is None))

    def save_model(
        self, request: HttpRequest, obj: Ask, form: forms.ModelForm[Ask], change: bool
    ) -> None:
        """Make a new version of the text and nothing else."""
        assert isinstance(form, AskWordsForm)  # noqa: S101 # Named in `form` above; for the type checker.
        with transaction.atomic():
            today = timezone.now().date()
            before = obj.text_id
            text = edit_ask_text(obj, form.words(), today)
            if text.pk != before:
                log_curation(_curator(request), Deed.EDIT_TEXT, obj.slug, _CORRECTED, today)


class LabAdmin(Readable):
    """Labs; a changed description is a curator's, so the loader leaves it alone."""

    form = ShowableForm
    list_display = ("name", "owner", "checked", "origin")
    search_fields = ("slug", "name")
    readonly_fields = ("slug", "origin", "shipped_digest")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let the description of a lab be changed."""
        return True

    def save_model(
        self, request: HttpRequest, obj: Lab, form: forms.ModelForm[Lab], change: bool
    ) -> None:
        """Store a changed lab and write it into the curators' log."""
        if not form.changed_data:
            return
        with transaction.atomic():
            obj.origin = Origin.CURATOR
            obj.save(update_fields=[*form.changed_data, "origin"])
            note = _("Changed: %(names)s.") % {"names": ", ".join(form.changed_data)}
            day = timezone.now().date()
            log_curation(_curator(request), Deed.EDIT_LAB, obj.slug, str(note), day)


class CategoryAdmin(Readable):
    """Topics."""

    list_display = ("title", "slug", "position")


class AskTextAdmin(Readable):
    """Versions of words, which are never changed."""

    list_display = ("title", "number", "made_on", "origin")
    list_filter = ("origin",)
    search_fields = ("title", "ask__slug")
    list_select_related = ("ask",)


class PositionAdmin(Readable):
    """Positions; two curators change one under /curate/."""

    list_display = ("lab", "ask", "status", "since", "verified", "checked", "shown", "origin")
    list_filter = ("status", "verified", "shown", "origin", "lab")
    search_fields = ("lab__slug", "ask__slug", "fact")
    list_select_related = ("lab", "ask")
    inlines: ClassVar = [_History]


class ProposalAdmin(Readable):
    """Proposals and what was decided. The fingerprint of the reference words is no business of anybody."""

    list_display = ("title", "kind", "state", "received_month")
    list_filter = ("kind", "state")
    exclude = ("reference_hash",)


class MotionAdmin(Readable):
    """Motions and what became of them."""

    list_display = ("kind", "state", "reason", "proposed_on", "decided_on")
    list_filter = ("kind", "state")
    fields = ("kind", "state", "payload", "reason", "proposed_on", "decided_on")


class AliasAdmin(Readable):
    """Former names of asks."""

    list_display = ("slug", "ask")
    list_select_related = ("ask",)


class CurationActionAdmin(Readable):
    """The curators' log."""

    list_display = ("done_on", "action", "subject", "note")
    list_filter = ("action",)


def _curator(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


staff_site.register(Category, CategoryAdmin)
staff_site.register(Ask, AskAdmin)
staff_site.register(AskText, AskTextAdmin)
staff_site.register(Lab, LabAdmin)
staff_site.register(Position, PositionAdmin)
staff_site.register(Proposal, ProposalAdmin)
staff_site.register(Motion, MotionAdmin)
staff_site.register(Alias, AliasAdmin)
staff_site.register(CurationAction, CurationActionAdmin)
