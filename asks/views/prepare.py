"""Prepare the conversation. What is chosen here makes the page and is then forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from asks.composer.draft import Draft, compose
from asks.composer.parts import Stage
from asks.composer.replies import next_lines
from asks.draft_data import draft_data
from asks.drafting import composer_facts
from asks.forms_prepare import PrepareForm
from asks.gate import offer_gate
from asks.prepare_fields import STAGE_WORDS, TITLES
from asks.reminder import reminder as reminder_file
from leverage.http import private_page

# Not a name that tells anybody what is in it.
TEXT_FILE = "draft.txt"
REMINDER_FILE = "reminder.ics"


# Nobody is signed in here and nothing is written: a forged request would show its own sender a page.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace({"connect-src": [NONE], "font-src": [NONE]})  # type: ignore[arg-type] # Typed for views without arguments.
@private_page
@offer_gate
def prepare(request: HttpRequest, stage: str) -> HttpResponse:
    """Show the choices of a stage and, once they are made, the draft with the usual replies."""
    today = timezone.now().date()
    facts = composer_facts(Stage(stage), today)
    form = PrepareForm(request.POST, facts)
    page = _choices(form, today)
    if not form.is_bound:
        return render(request, "asks/prepare.html", page)
    if not form.is_valid():
        return render(request, "asks/prepare.html", page, status=400)
    choices = form.choices()
    draft = compose(choices)
    if form.as_text:
        headers = {"Content-Disposition": f'attachment; filename="{TEXT_FILE}"'}
        return HttpResponse(draft.text, content_type="text/plain; charset=utf-8", headers=headers)
    others = facts.others(form.cleaned_data["lab"], form.cleaned_data["ask_1"])
    page["draft"] = draft
    page["mailto"] = _mailto(draft)
    page["replies"] = next_lines(facts.stage, choices.asks, others)
    return render(request, "asks/prepare.html", page)


def _choices(form: PrepareForm, today: dt.date) -> dict[str, Any]:
    facts, lab = form.facts, form.lab
    return {
        "form": form,
        "title": TITLES[facts.stage],
        "stage": facts.stage.value,
        "stages": [(stage.value, STAGE_WORDS[stage]) for stage in Stage],
        "lab": lab,
        "slots": form.slots(),
        "focus": form.focus_reasons(),
        "take_focus": form.can_take_focus,
        "done": facts.done_at(lab) if lab and facts.stage is not Stage.ACCEPTING else [],
        "data": draft_data(facts, today),
    }


def _mailto(draft: Draft) -> str:
    """Return an address that opens a mail to nobody yet; its lines end as RFC 6068 (section 5) wants."""
    body = quote(draft.text.replace("\n", "\r\n"))
    return f"mailto:?subject={quote(draft.subject)}&body={body}"


# As above: it says the same to everybody.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@offer_gate
def reminder(request: HttpRequest) -> HttpResponse:
    """Give a calendar entry in ten days that says nothing but "Follow up"."""
    headers = {"Content-Disposition": f'attachment; filename="{REMINDER_FILE}"'}
    body = reminder_file(timezone.now().date())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
