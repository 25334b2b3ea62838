"""Every frame by what is drafted and in which register, and what is said of where a lab stands."""

from __future__ import annotations

from typing import Final

from asks.composer.decision_frames import NOTE, POST
from asks.composer.lines import Frame
from asks.composer.offer_frames import CALL, EMAIL
from asks.composer.parts import DraftKind, Register

FRAMES: Final[dict[DraftKind, dict[Register, Frame]]] = {
    DraftKind.EMAIL: EMAIL,
    DraftKind.CALL: CALL,
    DraftKind.NOTE: NOTE,
    DraftKind.POST: POST,
}


# By where a lab stands, for the first, second and third ask of which the same is true.
LEADS: Final = {
    "": [
        "I have not come across anything public on this so far, though I may have missed it.",
        "Here, too, I came across nothing public.",
        "On this one I have seen nothing public, either.",
    ],
    "partial": [
        "As far as I can see, part of this is there already, and I value that.",
        "Some of this exists as well, from what I read.",
        "This, too, is partly there, as I understand it.",
    ],
    "committed": [
        "I was glad to read that this has been promised.",
        "There is a promise on this one as well.",
        "This, too, was promised, if I read it rightly.",
    ],
    "declined": [
        "I know that the answer to this has been no so far, and I would like to understand it.",
        "This was declined before, as I read it.",
        "I am aware of an earlier no here, too.",
    ],
    "reversed": [
        "As I understand it, this was promised or done once and then given up.",
        "The same seems to have happened here.",
        "This looks like a step back as well.",
    ],
}
