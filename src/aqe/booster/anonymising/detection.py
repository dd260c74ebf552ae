"""Which columns hold what must not be passed on: told by their names and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aqe.booster.anonymising.dates import is_date
from aqe.booster.anonymising.json_texts import json_within
from aqe.booster.anonymising.keys import AnonymisingRefused
from aqe.booster.anonymising.numbers import number_of
from aqe.booster.anonymising.records import leaves
from aqe.booster.anonymising.traces import traces_of_value
from aqe.booster.anonymising.values import kind_of_value

__all__ = ["METHODS", "Choice", "Find", "choose", "words_of"]

METHODS = ("keep", "pseudonym", "phone", "date", "noise", "shuffle", "remove")

Find = Callable[[str, str], Sequence[str]]
"""Given the name of a column and a text: names of the rules for sensitive data that it falls under."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z\u00df-\u00ff]+|\d+")
_NAMED: tuple[tuple[str, str, str], ...] = (
    (
        "phone",
        "a telephone number",
        r"phone|telephone|telefon\w*|tel|mobile|mobil|cell|fax|handy|msisdn",
    ),
    ("pseudonym", "an e-mail address", r"e mail|email\w*|mail|mailbox"),
    (
        "date",
        "a date of birth",
        r"birth\w*(?: (?:date|day|year|month))?|dob|born(?: on| at)?|geburt\w*|geboren|death date|naissance",
    ),
    (
        "pseudonym",
        "a name",
        (
            r"(?:first|last|full|given|family|middle|maiden|sur|fore|nick|display|contact|customer|holder"
            r"|person|patient|employee|user|vor|nach) ?names?|surname|forename|lastname|firstname|fullname"
            r"|nickname|username|vorname|nachname|prenom|apellido\w*|login"
        ),
    ),
    (
        "pseudonym",
        "a person",
        (
            r"author|owner|sender|recipient|assignee|reviewer|approver|patient|doctor|physician|nurse"
            r"|teacher|student|employee|manager|customer|client|cardholder|beneficiary|guest|witness"
            r"|(?:created|updated|modified|changed|deleted|approved|assigned|reported|signed) (?:by|to)"
        ),
    ),
    (
        "pseudonym",
        "an address",
        (
            r"street\w*|stra(?:ss|\u00df)e|address(?: ?line)?(?: \d)?|adresse|addr|post ?code"
            r"|zip(?: ?code)?|plz|house ?n\w+"
        ),
    ),
    (
        "pseudonym",
        "a number of a person or an account",
        (
            r"ssn|social security.*|national id|passport.*|tax (?:id|number)|steuer\w*|iban|bic|account (?:no"
            r"|number)|card (?:no|number)|pan|credit card.*|cvv|cvc|license plate|licence plate"
            r"|driver\w* licen.*|insurance (?:no|number)|nino|nhs.*|vat (?:id|number)|personnummer|cpf|dni"
        ),
    ),
    (
        "pseudonym",
        "a secret",
        (
            r"pass ?word\w*|passwd|pwd|passphrase|secret|token|.* token|api ?key|private key|.* secret|salt"
            r"|pin|password hash"
        ),
    ),
    (
        "pseudonym",
        "an address of a machine",
        r"ip|ip ?addr\w*|mac(?: ?addr\w*)?|device id|imei|cookie",
    ),
    ("noise", "an income", r"salar\w+|income|wages?|gehalt|lohn|pay|bonus|net worth"),
    ("noise", "a place", r"lat|latitude|lon|lng|long|longitude"),
    (
        "shuffle",
        "a trait of a person",
        (
            r"gender|sex|religion|ethnic\w*|race|nationality|diagnosis|disease|blood ?(?:type|group)"
            r"|orientation|disabilit\w+|marital ?status"
        ),
    ),
    ("pseudonym", "free text", r"notes?|comments?|remarks?|bio|message|bemerkung\w*|kommentar\w*"),
)
_PATTERNS = tuple(
    (method, reason, re.compile(rf"(?:.* )?(?:{pattern})(?: (?:\d+|hash|enc|number|no|nr))?\Z"))
    for method, reason, pattern in _NAMED
)
_NAME_REASONS = ("an e-mail address", "a telephone number", "a date of birth", "a name")
_PEOPLE = re.compile(
    r"(?:.* )?(?:customer|user|employee|person|people|patient|student|pupil|member|contact|client"
    r"|teacher|guest|staff|author|player|applicant|candidate|subscriber|driver|owner|tenant|donor"
    r"|passenger|participant|visitor|resident|worker|kunde|kunden|mitarbeiter|personen?)s?\Z"
)
_FULL_NAME = re.compile(r"[^\W\d_a-z]['\u2019\w.-]*(?: [^\W\d_][^\W\d]*[.'\u2019\w-]*){1,3}\Z")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """What happens to a column, and why."""

    method: str
    reason: str


def choose(
    columns: Mapping[str, Sequence[Any]],
    given: Mapping[str, str],
    find: Find,
    traces: Mapping[str, Set[str]] = MappingProxyType({}),
) -> dict[str, Choice]:
    """A method for every column.

    Args:
        columns: The first values of each, null left out.
        given: What the user named: method by column.
        find: Further rules for what stands in texts.
        traces: By column, what was seen in any of its values.
    """
    chosen = {
        name: _choice(name, values, find, traces.get(name) or _traces(values))
        for name, values in columns.items()
    }
    about_people = {
        _place_of(name)
        for name, each in chosen.items()
        if each.reason.removeprefix("named like ") in _NAME_REASONS
    }
    for name, values in columns.items():
        if words_of(name) != "name" or chosen[name].method != "keep":
            continue
        place = _place_of(name)
        if place in about_people or _PEOPLE.match(words_of(place)):
            chosen[name] = Choice("pseudonym", "a name beside data of people")
        elif _may_be_people(values):
            chosen[name] = Choice("pseudonym", "names that may be those of people")
    for name, method in given.items():
        chosen[name] = Choice(method, "as asked")
    return chosen


def _traces(values: Sequence[Any]) -> frozenset[str]:
    return frozenset().union(*map(traces_of_value, values))


def _may_be_people(values: Sequence[Any]) -> bool:
    """Whether most of some names have two to four words with capitals, as full names have."""
    texts = [each for each in values if isinstance(each, str)]
    return 2 * sum(_FULL_NAME.match(each) is not None for each in texts) > len(texts)


def words_of(name: str) -> str:
    """The last part of a column's path in small words: ``customer.firstName`` is ``first name``."""
    last = re.split(r"[.\[\]/]+", name.rstrip("[]"))[-1]
    return " ".join(_WORDS.findall(last)).lower()


def _place_of(name: str) -> str:
    """The table or the object that a column stands in."""
    return name.rpartition(".")[0]


def _choice(
    name: str, values: Sequence[Any], find: Find, traces: Set[str], depth: int = 0
) -> Choice:
    words = words_of(name)
    for method, reason, pattern in _PATTERNS:
        if pattern.match(words) and (reason != "a person" or _has_words(values)):
            return _fitting(method, f"named like {reason}", values)
    if traces == {"telephone numbers"}:
        return Choice("phone", "holds telephone numbers")
    if traces:
        return Choice("pseudonym", f"holds {', '.join(sorted(traces))}")
    return _by_content(name, values, find, depth)


def _has_words(values: Sequence[Any]) -> bool:
    """Whether there are texts with letters: a number that points to a person stays joined."""
    texts = [each for each in values if isinstance(each, str)]
    return any(any(map(str.isalpha, text)) and kind_of_value(text) != "uuid" for text in texts)


def _fitting(method: str, reason: str, values: Sequence[Any]) -> Choice:
    """A method that does something to the values that are there."""
    if method == "date" and values and not any(is_date(each) or _is_whole(each) for each in values):
        return Choice("pseudonym", reason)
    if method == "noise" and values and any(number_of(each) is None for each in values):
        return Choice("pseudonym", reason)
    if values and all(isinstance(each, bool) for each in values):
        return Choice("shuffle", reason)
    return Choice(method, reason)


def _by_content(name: str, values: Sequence[Any], find: Find, depth: int) -> Choice:
    texts = [each for each in values if isinstance(each, str)]
    if depth < _DEEPEST:
        within = _within_json(texts, find, depth)
        if within is not None:
            return within
    rules: set[str] = set()
    for text in texts:
        rules.update(find(name, text))
    if not rules:
        return Choice("keep", "nothing sensitive was found")
    method = "phone" if rules == {"phone"} else "pseudonym"
    return Choice(method, f"holds: {', '.join(_sorted(rules))}")


def _within_json(texts: Sequence[str], find: Find, depth: int) -> Choice | None:
    """What JSON within texts holds, told by the names in it as that of records is."""
    inner: dict[str, list[Any]] = {}
    for text in texts:
        try:
            for name, value in leaves(json_within(text)):
                inner.setdefault(name, []).append(value)
        except AnonymisingRefused:  # nested too deeply to tell names
            continue
    for name, values in inner.items():
        found = _choice(name, values, find, _traces(values), depth + 1) if name else None
        if found is not None and found.method != "keep":
            return Choice("pseudonym", f"holds JSON with something {found.reason}")
    return None


def _sorted(rules: Iterable[str]) -> list[str]:
    return sorted(rules)[:5]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
