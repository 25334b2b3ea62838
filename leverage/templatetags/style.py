"""How pages link their style sheets."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from leverage.static_files import style_sheet_addresses

register = template.Library()


@register.simple_tag
def style_sheets() -> SafeString:
    """Link the sheets of every page, each on a line of its own."""
    addresses = ((address,) for address in style_sheet_addresses())
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', addresses)
