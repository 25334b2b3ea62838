"""What the script of the composer needs to write a draft on the person's own device, as plain data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from asks.composer.draft import BLANKS
from asks.composer.frames import FRAMES, LEADS
from asks.composer.parts import KINDS, Stage
from asks.composer.replies import REPLIES
from asks.drafting import ComposerFacts, Held, LabFacts
from asks.reminder import reminder


def draft_data(facts: ComposerFacts, today: dt.date) -> dict[str, Any]:
    """Return frames, words and positions of one stage; nothing in it depends on the person."""
    return {
        "stage": facts.stage,
        "frames": {kind: FRAMES[kind] for kind in KINDS[facts.stage]},
        "leads": LEADS if facts.stage is Stage.OFFER_RECEIVED else {},
        "blanks": BLANKS,
        "replies": REPLIES[facts.stage],
        "asks": {
            ask.slug: {
                "name": ask.name,
                "topic": ask.topic,
                "effort": ask.effort.label,
                "focus": ask.in_focus,
                "words": ask.words,
            }
            for ask in facts.asks.values()
        },
        "labs": {lab.slug: _lab(facts, lab) for lab in facts.labs.values()},
        "reminder": reminder(today).decode(),
    }


def _lab(facts: ComposerFacts, lab: LabFacts) -> dict[str, Any]:
    held = {slug: _held(facts.stage, held) for slug, held in lab.held.items() if slug in facts.asks}
    return {"name": lab.name, "focus": lab.reasons, "held": held}


def _held(stage: Stage, held: Held) -> dict[str, str]:
    known = {"status": held.status.value, "label": str(held.status.label)}
    evidence = held.evidence
    known |= {"url": evidence.url, "by": evidence.publisher, "date": evidence.date}
    if stage is Stage.ACCEPTING and held.praised:
        known["credit"] = held.credit
    return known
