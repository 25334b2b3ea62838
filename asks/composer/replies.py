"""What labs usually answer, and a good next line for each."""

from __future__ import annotations

from typing import Final

from asks.composer.draft import fill, joined
from asks.composer.parts import DraftAsk, Part, Stage

Reply = dict[str, str]

# Braces are slots of the first ask; `others` names labs that have it in place, and `alone` stands where none has.
REPLIES: Final[dict[Stage, tuple[Reply, ...]]] = {
    Stage.OFFER_RECEIVED: (
        {
            "they": "We already do that.",
            "you": "I am glad to hear it. Where could I read about it? {settled}",
        },
        {
            "they": "That is above my level.",
            "you": "Of course. Could you take it to whoever does decide, and tell me who that is?",
        },
        {
            "they": "We cannot discuss that.",
            "you": "I understand, and I do not want anything confidential. Is there someone who could tell me what"
            " will be public, and roughly when?",
        },
        {
            "they": "Why do you ask?",
            "you": "{because} I would rather ask now, while I can still weigh the answer.",
        },
        {
            "they": "Everyone here cares about safety.",
            "you": "That is a big part of why I am interested. What could somebody outside look at to see it?",
        },
        {
            "they": "Nobody else does this.",
            "you": "Going by what is public, {others}. Could you look at how they went about it?",
            "alone": "Somebody has to be first, and people who choose between offers would notice.",
        },
        {
            "they": "Is this a condition of your joining?",
            "you": "No, it is a question that weighs in my decision, and I wanted you to know that it does.",
        },
        {
            "they": "(no answer)",
            "you": "I wanted to come back to my question from last week. Is there anyone else I could ask?",
        },
    ),
    Stage.DECLINING: (
        {
            "they": "Would a better package change your mind?",
            "you": "Thank you, that is kind. It was not about pay, and I would rather you spent the effort on this.",
        },
        {
            "they": "But we already do that.",
            "you": "Then I missed it, and others may miss it, too. A public page about it would help the next person.",
        },
        {
            "they": "May I pass this on?",
            "you": "Please do. I would be glad if it reached the people who decide.",
        },
        {
            "they": "Can we stay in touch?",
            "you": "Gladly. Please write to me when something changes. I would be happy to hear of {again}.",
        },
    ),
    Stage.ACCEPTING: (
        {
            "they": "Why praise them? They do other things badly.",
            "you": "I praise this one practice, and it can be checked. I have said nothing about the rest.",
        },
        {
            "they": "Please let us see posts before you publish them.",
            "you": "I am happy to show it to you. It names only what anybody can read in public already.",
        },
        {
            "they": "Do the others do this as well?",
            "you": "Going by what is public, {others}.",
            "alone": "I know of no other so far. I hope that there will be.",
        },
    ),
}


def others_in_words(labs: list[str]) -> str:
    """Return "A does it", "A and B do it" or "A, B and 2 more do it"; empty without labs."""
    if not labs:
        return ""
    named = labs if len(labs) <= 3 else [*labs[:2], f"{len(labs) - 2} more"]
    return f"{joined(named)} {'does' if len(labs) == 1 else 'do'} it"


def next_lines(
    stage: Stage, asks: tuple[DraftAsk, ...], others: list[str]
) -> list[tuple[str, str]]:
    """Return pairs of what they say and what to say then.

    `others` are the names of other labs that have the first ask in place. Raises ValueError without an ask.
    """
    if not asks:
        raise ValueError("Replies need an ask.")
    slots = {part.value: asks[0].words.get(part, "") for part in Part}
    slots["again"] = joined([ask.words.get(Part.AGAIN, "") for ask in asks])
    slots["others"] = others_in_words(others)
    pairs = []
    for reply in REPLIES[stage]:
        text = reply["you"] if others or "alone" not in reply else reply["alone"]
        pairs.append((reply["they"], fill(text, slots)))
    return pairs
