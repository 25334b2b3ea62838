"""Frames for someone who has the offer: an e-mail, and notes for a call. English, as the labs read it."""

from __future__ import annotations

from typing import Final

from asks.composer.lines import CUE, GREETING, ITEM, OWN, SAY, SIGN, Frame, line, medium, more, one
from asks.composer.parts import Register


def _email(
    greeting: str, thanks: str, single: str, several: str, close: tuple[str, str], sign: str
) -> Frame:
    return {
        "subject": {"one": "A question before I decide", "more": "Some questions before I decide"},
        "before": [
            line(GREETING, greeting),
            line(SAY, thanks),
            OWN,
            one(SAY, single),
            more(SAY, several),
        ],
        "each": [
            medium(ITEM, "{request} {lead} {because} {settled}"),
            line(ITEM, "{request}", length="short"),
        ],
        "after": [one(SAY, close[0]), more(SAY, close[1]), line(SIGN, sign), line(SIGN, "{you}")],
    }


EMAIL: Final = {
    Register.WARM: _email(
        "Hi {name},",
        "Thank you again for the offer. I enjoyed meeting everyone, and I am excited about the work.",
        "One thing is still open for me. If it were settled, this would be a very easy decision.",
        "{Count} things are still open for me. If they were settled, this would be a very easy decision.",
        (
            "I know this may not be yours to decide. Could you pass it on to someone who can answer, or put me in"
            ' touch? An honest "not yet" with a rough date would already help me a lot.',
            "I know these may not be yours to decide. Could you pass them on to someone who can answer, or put me"
            ' in touch? An honest "not yet" with a rough date would already help me a lot.',
        ),
        "With warm thanks,",
    ),
    Register.PLAIN: _email(
        "Hello {name},",
        "Thank you for the offer. I would like to say yes.",
        "One point still holds me back. With a good answer to it, my decision would be simple.",
        "{Count} points still hold me back. With good answers to them, my decision would be simple.",
        (
            "If this is not your call, please tell me whose it is, or send it on to them. A plain reply is"
            " welcome, even if it is no.",
            "If these are not your call, please tell me whose they are, or send them on. A plain reply to each is"
            " welcome, even if it is no.",
        ),
        "Best wishes,",
    ),
    Register.FORMAL: _email(
        "Dear {name},",
        "Thank you very much for your offer. I am honoured by it and am giving it serious thought.",
        "Before I decide, I should like to raise one matter. Were it resolved, I could accept with"
        " confidence.",
        "Before I decide, I should like to raise {count} matters. Were they resolved, I could accept with"
        " confidence.",
        (
            "I appreciate that this may lie outside your remit. Please feel free to forward my question to the"
            " person responsible, or to let me know whom to approach. A candid reply, even a provisional one,"
            " will be welcome.",
            "I appreciate that these may lie outside your remit. Please feel free to forward my questions to the"
            " people responsible, or to let me know whom to approach. Candid replies, even provisional ones,"
            " will be welcome.",
        ),
        "Yours sincerely,",
    ),
}


# Said anew at each ask, so that a page to read from does not drone.
_STOP: Final = [
    "Stop here. Count to five in your head: the silence is theirs to fill.",
    "Stop again, as long as it takes.",
    "Stop once more.",
]
_LISTEN: Final = [
    "Listen. Write down their own words, and any name they mention.",
    "Write down what they say.",
    "Write this down as well.",
]


def _call(thanks: str, opening: tuple[str, str], permission: str, close: str, after: str) -> Frame:
    return {
        "subject": {"one": "", "more": ""},
        "before": [
            line(SAY, thanks),
            line(CUE, "Pause. Let them answer."),
            OWN,
            one(SAY, f"{opening[0]} {permission}"),
            more(SAY, f"{opening[1]} {permission}"),
            line(CUE, "Wait for their yes."),
        ],
        "each": [
            more(SAY, ["Here is the first.", "The next one.", "And the last one."]),
            medium(SAY, "{request} {lead} {because}"),
            line(SAY, "{request}", length="short"),
            line(CUE, _STOP),
            line(SAY, "{open}"),
            line(CUE, _LISTEN),
            medium(SAY, "{settled}"),
        ],
        "after": [
            line(SAY, close),
            line(CUE, "Agree who will answer, and by when."),
            line(SAY, after),
        ],
    }


CALL: Final = {
    Register.WARM: _call(
        "Hello {name}, thank you for the offer. I really enjoyed meeting everyone, and it means a lot to me.",
        (
            "I am close to a yes, and there is one thing I am still unsure about. If it were settled, this would"
            " be an easy decision for me.",
            "I am close to a yes, and there are {count} things I am still unsure about. If they were settled, this"
            " would be an easy decision for me.",
        ),
        "May I tell you?",
        "Thank you for listening so openly. I know it may not be up to you. Who could help with this, and could"
        " you bring it to them?",
        'An honest "not yet" is fine, too. I am glad that we could talk about it.',
    ),
    Register.PLAIN: _call(
        "Hello {name}, thank you for the offer. I am happy about it.",
        (
            "One point is open for me. With a good answer to it, I can decide quickly.",
            "{Count} points are open for me. With good answers to them, I can decide quickly.",
        ),
        "Is this a good moment?",
        "Thanks for hearing me out. If somebody else decides this, please pass it on, or tell me whom to ask.",
        "A clear no helps me as well. I will wait for your reply.",
    ),
    Register.FORMAL: _call(
        "Good day, {name}, and thank you very much for the offer. I am honoured by it.",
        (
            "Before I decide, I should like to raise one matter. Were it resolved, I could accept with"
            " confidence.",
            "Before I decide, I should like to raise {count} matters. Were they resolved, I could accept with"
            " confidence.",
        ),
        "Is now convenient?",
        "I am grateful for your time. Should this lie outside your remit, I hope that you will convey it to the"
        " person responsible.",
        "I shall gladly wait for a considered reply, even a provisional one.",
    ),
}
