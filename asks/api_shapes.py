"""What every answer of the API has in common: its pages, its refusals, and how choices are read from an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from pydantic import BaseModel, BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from asks.models.ask import SLUG_LENGTH
from leverage.http import site_origin

# No list has so many pages; without a bound the database would be asked to count that far.
MOST_PAGES = 100_000
PAGE_SIZE, MOST_ROWS = 50, 100

Columns = Mapping[str, str]
"""The fields of a row in their order, each with the lookup that its value comes from."""

Row = TypeVar("Row", bound=BaseModel)
Record = dict[str, Any]


def _whole(value: object) -> object:
    """Let plain digits be a number; pydantic alone would take ` 1.0` for one too."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,12}", value, re.ASCII):
        raise ValueError(_("must be a whole number"))
    return value


def _truth(value: object) -> object:
    """Let two words be a truth value; pydantic alone would take `on` and `t` too."""
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError(_("must be true or false"))
    return value


# None says in code that nothing was chosen; nobody can write it into an address.
Unchosen = SkipJsonSchema[None]
# The last of what is said of a number: it then comes before the bounds, and the document still tells them.
AS_WHOLE = BeforeValidator(_whole)
Truth = Annotated[bool, BeforeValidator(_truth)]
Name = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=SLUG_LENGTH)]


class Paging(BaseModel):
    """Which part of a list is wanted; lists of choices add their own filters to it."""

    page: Annotated[
        int, Field(ge=1, le=MOST_PAGES, description="Which page of the list, from 1."), AS_WHOLE
    ] = 1
    page_size: Annotated[
        int, Field(ge=1, le=MOST_ROWS, description="How many rows a page has at most."), AS_WHOLE
    ] = PAGE_SIZE


class Page(BaseModel, Generic[Row]):
    """One page of a list."""

    total: int = Field(description="How many rows the whole list has.")
    page: int = Field(description="Which page this is, from 1.")
    page_size: int = Field(description="How many rows a page has at most.")
    pages: int = Field(description="How many pages there are; an empty list has one.")
    previous: str | None = Field(description="Address of the page before this one.")
    next: str | None = Field(description="Address of the page after this one.")
    rows: list[Row] = Field(description="The rows of this page.")


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    parameter: str = Field(description="The part of the address that it is about.")
    words: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """Why there is no answer, as RFC 9457 has it."""

    type: str = Field(
        description="Always about:blank: the status says which kind of problem it is."
    )
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What is wrong, for a person to read.")
    faults: list[Fault] = Field(description="Each part of the address that does not fit.")


# What a list may answer instead of rows, and what one thing may answer instead of itself.
REFUSALS: dict[int, type[BaseModel]] = {400: Problem, 404: Problem, 422: Problem}


def refuse_strays(request: HttpRequest, known: type[BaseModel] | None = None) -> None:
    """Raise HttpError 400 for a parameter that this address does not have, or that stands there twice.

    Passed over in silence, a misspelt filter would give numbers of something else.
    """
    names = known.model_fields if known else {}
    for name, values in request.GET.lists():
        if name not in names:
            raise HttpError(400, _("There is no parameter of this name here: %s") % name[:60])
        if len(values) > 1:
            raise HttpError(400, _("This parameter may stand in the address once: %s") % name)


def read_page(
    request: HttpRequest,
    chosen: Paging,
    rows: QuerySet[Any],
    columns: Columns,
    shape: Callable[[Record], Record] = lambda record: record,
) -> Record:
    """Return the chosen page of a list, in two queries; `shape` finishes each record.

    Raises HttpError 400 for stray parameters and 404 for a page after the last.
    """
    refuse_strays(request, type(chosen))
    total = rows.count()
    pages = max(1, -(-total // chosen.page_size))
    if chosen.page > pages:
        raise HttpError(404, _("There is no such page: the last one is %d.") % pages)
    start = chosen.page_size * (chosen.page - 1)
    found = rows.values_list(*columns.values())[start : start + chosen.page_size]
    return {
        "total": total,
        "page": chosen.page,
        "page_size": chosen.page_size,
        "pages": pages,
        "previous": _address(request, chosen.page - 1) if chosen.page > 1 else None,
        "next": _address(request, chosen.page + 1) if chosen.page < pages else None,
        "rows": [shape(dict(zip(columns, row, strict=True))) for row in found],
    }


def read_one(rows: QuerySet[Any], columns: Columns, missing: str) -> Record:
    """Return the one record of a query; raises HttpError 404 with the words `missing` when there is none."""
    row = rows.values_list(*columns.values()).first()
    if row is None:
        raise HttpError(404, missing)
    return dict(zip(columns, row, strict=True))


def require_known(rows: QuerySet[Any], name: str | None, missing: str) -> None:
    """Raise HttpError 404 for a name that was chosen and is not there: an empty list would look like a finding."""
    if name is not None and not rows.filter(slug=name).exists():
        raise HttpError(404, missing % name)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{site_origin(request)}{request.path}?{query.urlencode()}"
