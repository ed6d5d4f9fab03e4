"""Finding things on a shelf: free words, choices with counts, an order and pages, all in the address of the page.

A choice within one group widens what is shown, a choice in another group narrows it. The count beside a choice says
how many entries it would show with everything else left as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

Item = TypeVar("Item")

ON_A_PAGE = 24
MOST_LETTERS = 200
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices; `name` stands in the address. Where not `many`, a choice replaces the one before."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    many: bool = True

    def label(self, option: str) -> str:
        """Return what a choice is called."""
        return dict(self.options).get(option, option)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Item]):
    """One thing on a shelf: the words it is found by, and its choices by the name of their group."""

    item: Item
    words: str
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Sort(Generic[Item]):
    """A way to order a shelf."""

    id: str
    label: str
    key: Callable[[Item], Any]


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Item]):
    """Entries with the groups of choices and the orders they are offered by; the first order is the usual one."""

    entries: tuple[Entry[Item], ...]
    facets: tuple[Facet, ...]
    sorts: tuple[Sort[Item], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for. `unknown` are choices that the shelf does not have."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything narrows the shelf."""
        return bool(self.words or self.chosen)

    def has(self, facet: str, option: str) -> bool:
        """Say whether a choice is made."""
        return option in self.chosen.get(facet, ())

    def toggled(self, facet: Facet, option: str) -> Query:
        """Return the query with one choice made, or taken back; always from the first page on."""
        before = self.chosen.get(facet.name, ())
        if option in before:
            after = tuple(one for one in before if one != option)
        else:
            after = (*before, option) if facet.many else (option,)
        rest = {name: options for name, options in self.chosen.items() if name != facet.name}
        return replace(self, chosen={**rest, facet.name: after} if after else rest, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query as names and values of an address."""
        found = [("q", self.words)] if self.words else []
        found += [(name, option) for name, options in sorted(self.chosen.items()) for option in options]
        found += [("sort", self.sort)] if self.sort else []
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def __str__(self) -> str:
        """Return the query as it stands in an address: "" or "?…"."""
        return f"?{urlencode(self.pairs())}" if self.pairs() else ""


def ask(data: QueryDict, shelf: Shelf[Any]) -> Query:
    """Return what the address of a page asks of a shelf. What cannot be asked is left out, and named."""
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for facet in shelf.facets:
        asked = [*dict.fromkeys(option for option in data.getlist(facet.name) if option)]
        known = [option for option in asked if option in dict(facet.options)]
        unknown += [option[:40] for option in asked if option not in known]
        if known:
            chosen[facet.name] = tuple(known if facet.many else known[-1:])
    sort = data.get("sort", "")
    page = data.get("page", "1")
    return Query(
        words=" ".join(data.get("q", "").replace("\x00", "").split())[:MOST_LETTERS].strip(),
        chosen=chosen,
        sort=sort if sort in {one.id for one in shelf.sorts[1:]} else "",
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
        unknown=tuple(unknown[:3]),
    )


def plain(text: str) -> str:
    """Return a text as it is compared: small letters without accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def matching(shelf: Shelf[Item], query: Query, *, without: str = "") -> Iterator[Entry[Item]]:
    """Yield what fits a query, leaving one group of choices out of account."""
    words = plain(query.words).split()
    asked = {name: frozenset(options) for name, options in query.chosen.items() if name != without}
    for entry in shelf.entries:
        if all(word in entry.words for word in words) and all(entry.values[name] & asked[name] for name in asked):
            yield entry


def counts(shelf: Shelf[Any], query: Query, facet: Facet) -> dict[str, int]:
    """Return how many entries each choice of a group would show."""
    found = dict.fromkeys((option for option, _ in facet.options), 0)
    for entry in matching(shelf, query, without=facet.name):
        for option in entry.values[facet.name] & found.keys():
            found[option] += 1
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as a link that makes it, or takes it back."""

    id: str
    label: str
    count: int
    is_on: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one group; those that would show nothing are left out unless they are made."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> int:
        """Return how many choices are made."""
        return sum(choice.is_on for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Made:
    """A choice that was made, with the address that takes it back."""

    group: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """A page of what a shelf has for a query."""

    query: Query
    groups: tuple[Group, ...]
    made: tuple[Made, ...]
    items: tuple[Item, ...]  # of this page
    count: int
    total: int
    pages: int
    page: int
    sorts: tuple[Choice, ...]

    @property
    def before(self) -> str:
        """Return the address of the page before, or ""."""
        return str(replace(self.query, page=self.page - 1)) or "?" if self.page > 1 else ""

    @property
    def after(self) -> str:
        """Return the address of the page after, or ""."""
        return str(replace(self.query, page=self.page + 1)) if self.page < self.pages else ""


def find(shelf: Shelf[Item], query: Query) -> Found[Item]:
    """Return the page of a shelf that a query asks for; a page beyond the last is the last."""
    items = in_order(shelf, query)
    pages = max(1, -(-len(items) // ON_A_PAGE))
    page = max(1, min(query.page, pages))
    return Found(
        query=query,
        groups=tuple(_group(shelf, query, facet) for facet in shelf.facets),
        made=tuple(_made(shelf.facets, query)),
        items=tuple(items[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]),
        count=len(items),
        total=len(shelf.entries),
        pages=pages,
        page=page,
        sorts=tuple(_sorts(shelf.sorts, query)),
    )


def in_order(shelf: Shelf[Item], query: Query) -> Sequence[Item]:
    """Return everything that fits a query, in the order it asks for."""
    sort = next((one for one in shelf.sorts if one.id == query.sort), shelf.sorts[0])
    return sorted((entry.item for entry in matching(shelf, query)), key=sort.key)


def _group(shelf: Shelf[Any], query: Query, facet: Facet) -> Group:
    counted = counts(shelf, query, facet)
    choices = (
        Choice(option, label, counted[option], query.has(facet.name, option), str(query.toggled(facet, option)) or "?")
        for option, label in facet.options
    )
    return Group(facet.name, facet.title, tuple(choice for choice in choices if choice.count or choice.is_on))


def _made(facets: Iterable[Facet], query: Query) -> Iterator[Made]:
    for facet in facets:
        for option in query.chosen.get(facet.name, ()):
            yield Made(facet.title, facet.label(option), str(query.toggled(facet, option)) or "?")


def _sorts(sorts: tuple[Sort[Any], ...], query: Query) -> Iterator[Choice]:
    for number, sort in enumerate(sorts):
        asked = "" if number == 0 else sort.id
        yield Choice(sort.id, sort.label, 0, query.sort == asked, str(replace(query, sort=asked, page=1)) or "?")
