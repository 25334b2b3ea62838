"""What is said about a mail that is not accepted: what is wrong, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from outcomes.mail.problems import MailProblem
from outcomes.words import Words

_COPY_AGAIN = _("Download the mail again and copy its header unchanged.")

MAIL_WORDS: dict[MailProblem, tuple[Words, Words]] = {
    MailProblem.NOTHING_PASTED: (
        _("There is no header here."),
        _("Paste the header of the mail, from its first line to the first empty one."),
    ),
    MailProblem.TOO_LARGE: (
        _("This is more than the header of a mail."),
        _("Paste only the DKIM-Signature fields and those they name, without the mail’s text."),
    ),
    MailProblem.NULLS: (
        _("There are signs in it that no header holds."),
        _("Open the file as plain text, or choose another way to show the original."),
    ),
    MailProblem.MALFORMED: (
        _("A line is neither a header field nor the rest of one."),
        _(
            "A line that goes on from the one before must begin with a blank. Copy it again as it stands."
        ),
    ),
    MailProblem.NOT_SIGNED: (
        _("There is no DKIM-Signature in it."),
        _("Use the original of the mail. What a program shows at the top of a mail is not enough."),
    ),
    MailProblem.FROM_COUNT: (_("It must hold exactly one From field."), _COPY_AGAIN),
    MailProblem.TO_COUNT: (_("It must hold exactly one To field."), _COPY_AGAIN),
    MailProblem.SUBJECT_COUNT: (_("It must hold exactly one Subject field."), _COPY_AGAIN),
    MailProblem.DATE_COUNT: (_("It must hold exactly one Date field."), _COPY_AGAIN),
    MailProblem.FROM_NOT_ASCII: (
        _("The From field holds letters that are not plain ASCII."),
        _("Programs differ on how to read such a field. Use another mail from the lab."),
    ),
    MailProblem.FROM_SEVERAL: (
        _("The From field names several senders."),
        _("Use a mail that one person sent."),
    ),
    MailProblem.FROM_GROUP: (
        _("The From field names a group."),
        _("Use a mail that one person sent."),
    ),
    MailProblem.FROM_NAME_WITH_ADDRESS: (
        _("The sender’s name holds an @, as forged mails do."),
        _("Use another mail from the lab."),
    ),
    MailProblem.FROM_ENCODED_ADDRESS: (
        _("The sender’s address is encoded, as forged mails do it."),
        _("Use another mail from the lab."),
    ),
    MailProblem.FROM_UNREADABLE: (
        _("The From field cannot be read in one way only."),
        _("Copy it again as it stands, or use another mail from the lab."),
    ),
    MailProblem.DATE_UNREADABLE: (_("The Date field holds no date."), _COPY_AGAIN),
    MailProblem.DATE_IN_FUTURE: (
        _("The mail bears a date that is still to come."),
        _("Use another mail from the lab."),
    ),
    MailProblem.DATE_TOO_OLD: (
        _("The mail is more than twelve months old."),
        _("Use a newer mail from the lab."),
    ),
    MailProblem.TAGS_MALFORMED: (
        _("The signature field is incomplete or damaged."),
        _COPY_AGAIN,
    ),
    MailProblem.TAG_TWICE: (_("The signature field says one thing twice."), _COPY_AGAIN),
    MailProblem.FOREIGN_DOMAIN: (
        _("It is not signed by a domain that we take for this lab."),
        _(
            "Use a mail from one of the domains listed below, not one from a service that writes for the lab."
        ),
    ),
    MailProblem.FROM_OTHER_DOMAIN: (
        _("The lab’s domain signed it, but the sender is at another domain."),
        _("Use a mail whose sender is at the lab."),
    ),
    MailProblem.FROM_OTHER_TENANT: (
        _(
            "A service that writes for many employers signed it, and the sender does not name this lab."
        ),
        _("Use a mail whose sender names the lab."),
    ),
    MailProblem.ALGORITHM: (
        _("It is signed in a way that proves nothing today."),
        _("Use another mail from the lab."),
    ),
    MailProblem.BODY_LENGTH: (
        _("The signature covers only a part of the mail’s text (l=)."),
        _("Text could have been added to it. Use another mail from the lab."),
    ),
    MailProblem.FIELD_NOT_SIGNED: (
        _("The signature does not cover From, To, Subject and Date."),
        _("Use another mail from the lab."),
    ),
    MailProblem.EXPIRES_BEFORE_SIGNED: (
        _("The signature had run out before it was made."),
        _("Use another mail from the lab."),
    ),
    MailProblem.SIGNED_IN_FUTURE: (
        _("The signature bears a time that is still to come."),
        _("Use another mail from the lab."),
    ),
    MailProblem.KEY_UNKNOWN: (
        _("We do not have the key that signed it."),
        _(
            "Keys are collected once a day and never while somebody waits, so that the lab does not learn when. "
            "Try again tomorrow. If it is still missing, suggest the key’s name: it follows s= in the signature."
        ),
    ),
    MailProblem.KEY_GONE: (
        _("The key that signed it had been taken down before the mail’s date."),
        _("Use another mail from the lab."),
    ),
    MailProblem.KEY_REVOKED: (
        _("The lab has revoked the key that signed it."),
        _("Use another mail from the lab."),
    ),
    MailProblem.KEY_TESTING: (
        _("The lab marks the key that signed it as a test."),
        _("Use another mail from the lab."),
    ),
    MailProblem.KEY_UNUSABLE: (
        _("The key we have under that name does not fit this signature."),
        _("Use another mail from the lab."),
    ),
    MailProblem.KEY_TOO_SHORT: (
        _(
            "The key that signed it is shorter than 1,024 bits, so others could have made the signature."
        ),
        _("Use another mail from the lab."),
    ),
    MailProblem.SIGNATURE_WRONG: (
        _("The signature does not fit these fields."),
        _(
            "A mailing list or a program may have changed the subject or a line. Download the original again "
            "and copy its header unchanged."
        ),
    ),
}


def mail_words(problem: MailProblem) -> str:
    """Return what is wrong with a mail and what to do, as one text."""
    return " ".join(str(words) for words in MAIL_WORDS[problem])
