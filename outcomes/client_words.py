"""What the scripts of the pages about sheets and conversations say. Braces hold what they fill in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from outcomes import errors
from outcomes.kinds import Kind
from outcomes.words import (
    CREDENTIAL_PROBLEM_WORDS,
    LINE_OF_DELIVERY,
    OTHER_KIND_WORDS,
    REFUSAL_WORDS,
    Words,
)

COMMON: dict[str, Words] = {
    "error": _("Error:"),
    "one_error": _("One thing needs another look"),
    "more_errors": _("{count} things need another look"),
    "keys_other": _("These are not the keys that this program knows. Nothing was sent."),
    "keys_changed": _(
        "These are not the keys under which your sheet was drawn. Nothing was sent. "
        "Compare the fingerprint in your sheet with the one on the page How the numbers are made."
    ),
    "keys_unreachable": _(
        "The keys of this window could not be fetched. Nothing was sent. Look at your connection, then try again."
    ),
    "pinned": _(
        "The keys of this window are built into this program, so nobody can hand you others."
    ),
    "not_pinned": _(
        "The keys of this window are not built into this program. To be sure that everybody was given the same, "
        "compare their fingerprint on the page How the numbers are made."
    ),
    "server_failed": _("Our server could not do this just now. Wait a minute, then try again."),
    "failed": _(
        "Something failed in this browser. Nothing was sent. Load the page anew and try again."
    ),
}

SHEET: dict[str, Words] = {
    "preparing": _("Preparing your sheet: {done} of {all}"),
    "signing": _("Our server is signing the sheet without seeing it"),
    "checking": _("Checking every signature"),
    "lost": _("No answer came. Try again: it repeats the very same request, so nothing is lost."),
    "draw_failed": _(
        "One of the signatures does not fit the published keys, so this sheet is worth nothing. "
        "Tell whoever runs this site."
    ),
    "kept": _("This browser keeps your sheet now."),
    "not_kept": _(
        "This browser would not keep it: its storage is full or switched off. Save the sheet as a file."
    ),
    "wiped": _("This browser keeps no sheet any more."),
    "saved": _("The file is on its way to your downloads."),
}

_FROM_A_SHEET: dict[str, Words] = {
    "checking_keys": _("Checking the keys of this window"),
    "sending": _("Sending"),
    "no_answer": _("No answer came. Look at your connection, then try again."),
    "no_line": _("Your sheet has no line for this lab in this window. Paste one."),
    "file_bad": _("No whole line of a sheet for this window is in that file."),
    "other_place": REFUSAL_WORDS[errors.CredentialForOtherPlace],
    **{problem.value: words for problem, words in CREDENTIAL_PROBLEM_WORDS.items()},
}

_COPIES: dict[str, Words] = {
    "copy_kept": _("This browser keeps the copy now."),
    "copy_not_kept": _(
        "This browser would not keep it: its storage is full or switched off. Nothing else is lost."
    ),
    "copies_wiped": _("This browser keeps no copy any more."),
    "copies_here": _(
        "This browser keeps a copy of what was logged here, locked with the eight words of its receipt. "
        "Type them, and the form is filled from it."
    ),
    "copy_found": _(
        "The form is filled from the copy that this browser keeps. If you replace or withdraw what is "
        "stored, the copy follows."
    ),
}

_ON_SENDING: dict[str, Words] = {
    **_FROM_A_SHEET,
    **_COPIES,
    "sealing": _("Sealing on your device"),
    "list_unreachable": _(
        "The list of receipt words could not be fetched. Nothing was sent. Look at your connection, then try again."
    ),
    "sheet_found": _("Your sheet is in this browser. Its line for {lab} will pay for this."),
    "sheet_waits": _(
        "Your sheet is in this browser. Its line for the lab you choose will pay for this."
    ),
    "file_found": _("Your sheet was read on this device. Its line for {lab} will pay for this."),
    "file_waits": _(
        "Your sheet was read on this device. Its line for the lab you choose will pay for this."
    ),
    "line_spent": _(
        "This browser marked the line for {lab} as used. To change what you logged, open its receipt."
    ),
}

LOG: dict[str, Words] = {
    **_ON_SENDING,
    "other_kind": OTHER_KIND_WORDS[Kind.DELIVERY],
    "affected_title": _("Your offer was changed"),
    "stored_title": _("It is stored"),
}

DELIVERY: dict[str, Words] = {
    **_ON_SENDING,
    "other_kind": OTHER_KIND_WORDS[Kind.CONVERSATION],
    "stored_title": LOG["stored_title"],
}

RECEIPT: dict[str, Words] = {
    **_ON_SENDING,
    "looking": _("Looking"),
    "word_count": _("A receipt has eight words from our list. {known} such words were found."),
    "affected_title": _("Your offer was changed"),
    "open_title": _("It is still stored"),
    "nothing_title": _("Nothing is open under these words"),
    "replaced_title": _("It is replaced"),
    "withdrawn_title": _("It is withdrawn"),
    "sheet_at_hand": _("Your sheet is at hand. Choose the line that paid for this."),
    "choose_line": _("Choose the line that you used for it."),
    "line_of_delivery": LINE_OF_DELIVERY,
}

VERIFY: dict[str, Words] = {
    **_FROM_A_SHEET,
    "other_kind": OTHER_KIND_WORDS[Kind.DELIVERY],
    "not_exchangeable": REFUSAL_WORDS[errors.NotExchangeable],
    "sheet_at_hand": _("Your sheet is at hand. Choose the lab that sent the mail."),
    "none_to_exchange": _(
        "Your sheet has no line that could be exchanged: each is used or verified already, or its lab has "
        "no mail domain that we take."
    ),
    "choose_line": _("Choose the lab that sent the mail."),
    "blinding": _("Making the new line on your device"),
    "exchange_failed": _(
        "The signature that came back does not fit the published keys, so this line is worth nothing. "
        "Send it again. If that does not help, tell whoever runs this site."
    ),
    "verified_title": _("Your verified line"),
    "verified_lead": _(
        "The mail was accepted. The line pays for one conversation with {lab}, in its verified table."
    ),
    "line_kept": _(
        "It stands in the sheet that this browser keeps, in the place of the line you handed in. "
        "The log page finds it by itself."
    ),
    "line_not_kept": _(
        "This browser would not take it into the sheet it keeps. Save it as a file, or copy it."
    ),
    "line_loose": _(
        "This browser does not keep it. Save it as a file, or copy it into the file of your sheet in the "
        "place of the line you handed in: that one is used up. Until then it lies in this tab alone."
    ),
    "forgotten": _("This tab has forgotten it."),
    "saved": SHEET["saved"],
}

KEPT_SHEET: dict[str, Words] = {
    "kept": _("This browser keeps your sheet now. The log page finds it by itself."),
    "not_kept": _(
        "This browser would not keep it: its storage is full or switched off. "
        "Go back to the page of your sheet and save it as a file."
    ),
    "not_taken": _("Nothing was kept. The sheet is where it was before."),
    "fetching": _("Fetching the sheet from the page that shows it"),
    "no_key_kept": _(
        "Nothing came over: this browser would not keep a key for that moment. "
        "Go back to the page of your sheet and save it as a file."
    ),
    "no_key": _(
        "Nothing was opened: this tab has no key for what came over. Each key is made for one tab and used once. "
        "Go back to the page of your sheet and press the link again."
    ),
    "not_opened": _(
        "Nothing was opened: what came over was changed on its way, or sealed for another tab. "
        "Go back to the page of your sheet and press the link again."
    ),
    "damaged": _(
        "No whole line of a sheet came over. Go back to the page of your sheet and press the link again."
    ),
    "wiped": SHEET["wiped"],
    "saved": SHEET["saved"],
}
