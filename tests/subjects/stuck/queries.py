"""A small query language: its words have to come in the right order."""

from __future__ import annotations

import re

KEYWORDS = ("FIND", "WHERE", "ORDER", "BY", "DESC", "LIMIT", "AND")
_TOKEN = re.compile(r"\s*(?:(>=|<=|!=|[=<>(),])|([A-Za-z_]\w*)|(\d+)|'([^']*)')")


class QueryError(ValueError):
    """No query."""


class Parser:
    """Reads one query."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if match is None:
                raise QueryError(f"character {place}")
            symbol, word, number, quoted = match.groups()
            if symbol:
                self._tokens.append(("symbol", symbol))
            elif word:
                kind = "keyword" if word.upper() in KEYWORDS else "name"
                self._tokens.append((kind, word.upper() if kind == "keyword" else word))
            elif number:
                self._tokens.append(("number", number))
            else:
                self._tokens.append(("text", quoted))
            place = match.end()
        self._place = 0

    def _take(self, kind: str, value: str | None = None) -> str | None:
        if self._place < len(self._tokens):
            found, text = self._tokens[self._place]
            if found == kind and value in (None, text):
                self._place += 1
                return text
        return None

    def _need(self, kind: str, value: str | None = None) -> str:
        found = self._take(kind, value)
        if found is None:
            raise QueryError(f"{value or kind} is missing")
        return found

    def query(self) -> dict:
        """The query as a dictionary."""
        self._need("keyword", "FIND")
        names = [self._need("name")]
        while self._take("symbol", ","):
            names.append(self._need("name"))
        found: dict = {"names": names}
        if self._take("keyword", "WHERE"):
            found["where"] = [self._condition()]
            while self._take("keyword", "AND"):
                found["where"].append(self._condition())
        if self._take("keyword", "ORDER"):
            self._need("keyword", "BY")
            found["order"] = self._need("name")
            if self._take("keyword", "DESC"):
                found["descending"] = True
        if self._take("keyword", "LIMIT"):
            limit = int(self._need("number"))
            if limit == 0:
                raise QueryError("limit")
            found["limit"] = limit
        if self._place < len(self._tokens):
            raise QueryError("something is left")
        return found

    def _condition(self) -> tuple:
        name = self._need("name")
        operator = self._need("symbol")
        if operator in "(),":
            raise QueryError("operator")
        number = self._take("number")
        if number is not None:
            return name, operator, int(number)
        if operator in (">", "<", ">=", "<="):
            raise QueryError("number")
        return name, operator, self._need("text")


def parse(text: str) -> dict:
    """A query such as ``FIND a, b WHERE a > 3 ORDER BY b DESC LIMIT 5``."""
    return Parser(text).query()
