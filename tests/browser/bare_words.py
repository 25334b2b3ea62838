"""What a page in the made-up language still says in plain letters, though nobody marked it as English."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from asks.models import AskText, Category, Lab
from outcomes.demonstration import INVENTED_LABS
from outcomes.windows import other_table
from tests.pseudo_locale import METADATA, SPOKEN

# Each text that somebody reads or hears and that has a letter of ours, outside of what says that it is in another
# language or that it is no matter of language at all.
_TEXTS = """({ spoken, metadata }) => {
  const own = document.documentElement.lang;
  const letters = /[A-Za-z]/;
  const mine = (element) => element.closest("[lang]").lang === own && !element.closest("[translate=no], code, pre");
  const found = [];
  const unmarked = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element.closest("script, style, template, noscript, textarea") && mine(element)) found.push(node.data);
  }
  for (const element of document.querySelectorAll("body *")) {
    if (!mine(element)) continue;
    for (const name of spoken) unmarked.push(element.getAttribute(name) ?? "");
    if (/^(submit|button|reset)$/.test(element.type) && element.localName === "input") found.push(element.value);
  }
  for (const element of document.querySelectorAll("meta")) {
    const name = element.getAttribute("name") ?? element.getAttribute("property");
    if (metadata.includes(name)) unmarked.push(element.content);
  }
  const told = (texts) => texts.filter((text) => letters.test(text)).map((text) => text.trim().replace(/\\s+/g, " "));
  return [told(found), told(unmarked)];
}"""
# What is the same in every language: names, codes, addresses, formats.
_SAME = (
    r"Leverage|AGPL(-3\.0)?(-or-later)?|CC[- ]BY(-4\.0|[ -]4\.0)?|MIT|GitHub|WCAG",
    r"\d{4}H[12](-demo)?|lvg1\.\S+|calm-otter-\w+|\w+-\w+-\d{4}",
    r"https?://\S+|(\w[\w-]*\.)+[a-z]{2,}(/\S*)?|(/[\w.-]+)+/?|GET|POST",
    r"SHA-?256(SUMS)?|CSVW?|JSON(-LD)?|RSA|PSS|HPKE|DKIM|OpenDP|OpenAPI|RFC|Tor|UTC|Django|Atom|PDF|TOTP|Git",
    r"qqqq|wh?istleblower|nowhere",  # What `states` looks for.
    r"\b[a-z0-9]+(-[a-z0-9]+)+\b",  # What an ask is called in addresses.
    r"\b[0-9a-f]{4,}\b|\b\w{1,2}\b(?=\s*[=<>≤≥·])|ε|δ",
)


def bare_words(page: Page) -> list[str]:
    """Return the texts of a page with a word that is neither translated nor the same in every language.

    What stands in an attribute or in the head cannot say of a part that it is English: there the catalogue may be
    quoted as it is.
    """
    asked = {"spoken": sorted(SPOKEN), "metadata": sorted(METADATA)}
    texts, unmarked = page.evaluate(_TEXTS, asked)
    names = _names()
    bare = _without(texts, [*_SAME, *names])
    return [*bare, *_without(unmarked, [*_titles(), *_SAME, *names])]


def _without(texts: list[str], same: list[str]) -> list[str]:
    known = re.compile("|".join(same))
    return [text for text in dict.fromkeys(texts) if re.search("[A-Za-z]", known.sub("", text))]


def _titles() -> list[str]:
    """Return what stands of asks and topics in titles and descriptions, the longest first."""
    asks = [
        (text.title, text.short_name, text.summary, text.lead) for text in AskText.objects.all()
    ]
    topics = Category.objects.values_list("title", "summary")
    return _longest_first({" ".join(text.split()) for row in (*asks, *topics) for text in row})


def _names() -> list[str]:
    """Return the names of labs, long and short, and what addresses call them."""
    labs = Lab.objects.values_list("name", "short_name", "owner", "slug")
    invented = {table["name"] for table in (*INVENTED_LABS, other_table())}
    return _longest_first({name for lab in labs for name in lab} | invented)


def _longest_first(texts: set[str]) -> list[str]:
    """Return patterns of which the first that fits is the longest."""
    return [re.escape(text) for text in sorted(texts - {""}, key=len, reverse=True)]
