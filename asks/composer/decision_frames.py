"""Frames for someone who has decided: a note that declines, a post that praises. English, as the labs read it."""

from __future__ import annotations

from typing import Final

from asks.composer.lines import GREETING, ITEM, OWN, SAY, SIGN, Frame, line, medium, more, one
from asks.composer.parts import Register


def _note(
    greeting: str,
    thanks: str,
    why: tuple[str, str],
    employer: str,
    again: tuple[str, str],
    wishes: str,
    sign: str,
) -> Frame:
    return {
        "subject": {"one": "My decision about your offer", "more": "My decision about your offer"},
        "before": [
            line(GREETING, greeting),
            line(SAY, thanks),
            one(SAY, why[0]),
            more(SAY, why[1]),
            OWN,
        ],
        "each": [
            medium(ITEM, "{regret} {because}"),
            line(ITEM, "{regret}", length="short"),
        ],
        "after": [
            {**line(SAY, employer), "careful": True},
            one(SAY, again[0]),
            more(SAY, again[1]),
            line(SAY, wishes),
            line(SIGN, sign),
            line(SIGN, "{you}"),
        ],
    }


NOTE: Final = {
    Register.WARM: _note(
        "Hi {name},",
        "Thank you so much for the offer, and for all the time that people at {lab} gave me. After a good deal of"
        " thought I have decided not to take it.",
        (
            "You were open with me, so I would like to tell you what was part of the reason.",
            "You were open with me, so I would like to tell you {count} things that were part of the reason.",
        ),
        "I am going to {employer}, which seems to me to take more care here.",
        (
            "If there were {again}, I would love to talk again.",
            "I would love to talk again if this changes. I am thinking of {again}.",
        ),
        "Please share this with anyone it may help. I wish you and the whole team all the best.",
        "Warmly,",
    ),
    Register.PLAIN: _note(
        "Hello {name},",
        "Thank you for the offer. I have decided to turn it down.",
        (
            "You should not have to guess why. This was part of it.",
            "You should not have to guess why. {Count} things were part of it.",
        ),
        "I have chosen {employer}, because I found more care there.",
        (
            "If there were {again}, I would apply again.",
            "If this changed, I would apply again. I would look for {again}.",
        ),
        "Feel free to pass this on. Good luck with the search, and all the best to the team.",
        "Best wishes,",
    ),
    Register.FORMAL: _note(
        "Dear {name},",
        "Thank you very much for your offer and for the courtesy that {lab} has shown me throughout. After careful"
        " thought I have decided to decline.",
        (
            "I owe you a reason, and I hope that it is of use. One matter weighed with me in particular.",
            "I owe you my reasons, and I hope that they are of use. {Count} matters weighed with me in particular.",
        ),
        "I have accepted a post with {employer}, whose practice in this respect I found more careful.",
        (
            "If there were {again}, I should gladly consider applying again.",
            "If this changes, I should gladly consider applying again. I have in mind {again}.",
        ),
        "Please feel free to forward this letter. I wish you and your colleagues every success.",
        "Yours sincerely,",
    ),
}


def _post(thanks: str, why: tuple[str, str], close: str) -> Frame:
    return {
        "subject": {"one": "", "more": ""},
        "before": [line(SAY, thanks), one(SAY, why[0]), more(SAY, why[1]), OWN],
        "each": [
            medium(
                SAY,
                [
                    "{lab} {credit}. {worth}",
                    "It also {credit}. {worth}",
                    "And it {credit}. {worth}",
                ],
            ),
            line(SAY, ["{lab} {credit}.", "It also {credit}.", "And it {credit}."], length="short"),
            medium(SAY, "{source}"),
        ],
        "after": [medium(SAY, close)],
    }


POST: Final = {
    Register.WARM: _post(
        "Thank you to everyone who helped me along the way. I am joining {lab}, and I am very happy about it.",
        (
            "One thing that made the choice easier for me:",
            "{Count} things that made the choice easier for me:",
        ),
        "I hope that many more places will do the same. If you have an offer somewhere, it is worth asking.",
    ),
    Register.PLAIN: _post(
        "Thanks to all who gave me their time and advice. I am joining {lab}.",
        ("One reason, and you can check it:", "{Count} reasons, and you can check them:"),
        "I would like more labs to do the same. When you get an offer, ask.",
    ),
    Register.FORMAL: _post(
        "With thanks to all who advised me, I am pleased to say that I shall be joining {lab}.",
        (
            "One of its practices helped me to decide.",
            "{Count} of its practices helped me to decide.",
        ),
        "I hope that others will follow, and I would encourage candidates to enquire about such practices.",
    ),
}
