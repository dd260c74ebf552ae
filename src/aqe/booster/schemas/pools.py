"""Names, places and words of a language: from `mimesis` where it is installed, else a small pool.

The only door to `mimesis`. Its data files are read as they are; nothing is drawn there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from aqe.booster.schemas.options import SchemaRefused

__all__ = ["Pools", "pools"]

_MOST = 400
_LOCALE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,4})?")
"""A language and a country: the name becomes part of a path."""
Texts = tuple[str, ...]

_WORDS = tuple(
    (
        "amber anchor apple arrow autumn basket beacon bridge bronze butter candle canyon carpet castle "
        "cedar cloud clover copper coral cotton crystal dawn desert dolphin eagle ember engine falcon "
        "feather field flint forest fountain garden glacier granite harbor hazel hollow horizon island "
        "ivory jasmine jungle kettle ladder lantern lemon linen maple marble meadow mirror morning "
        "mountain needle ocean olive orchard paper pearl pebble pepper pocket prairie quartz rabbit "
        "river rocket saddle shadow silver spring station stone summer sunset table thunder timber "
        "tunnel valley velvet violet walnut water willow window winter yellow"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Pools:
    """What data of one language is made from."""

    first_names: Texts
    last_names: Texts
    cities: Texts
    states: Texts
    countries: Texts
    street_names: Texts
    street_suffixes: Texts
    address: str
    """How a street is written: `{st_num} {st_name} {st_sfx}`."""
    postal_code: str
    """`#` stands for a digit, `@` for a letter."""
    phones: Texts
    occupations: Texts
    companies: Texts
    currency: str
    words: Texts = _WORDS
    family_first: bool = False
    complete: bool = True
    """False where only the small built-in pool was there."""


_SMALL = Pools(
    first_names=tuple(
        "Alice Amir Ana Ben Carla Chen David Elena Emma Felix Grace Hana Ivan James Julia Karim Laura "
        "Liam Maria Mia Noah Olivia Omar Paul Priya Rosa Sam Sofia Thomas Yuki".split()
    ),
    last_names=tuple(
        "Adams Becker Brown Chavez Clark Costa Davis Evans Fischer Garcia Hughes Ito Jones Khan Kim "
        "Lopez Martin Meyer Moore Nguyen Novak Patel Rossi Silva Smith Tanaka Taylor Walker Weber "
        "Young".split()
    ),
    cities=tuple(
        "Ashford Bedford Brighton Bristol Clayton Dover Easton Fairview Georgetown Greenville Hudson "
        "Kingston Lakeside Lincoln Madison Milton Newport Oakland Oxford Riverside Salem Springfield "
        "Weston Winchester".split()
    ),
    states=("Alabama", "California", "Colorado", "Florida", "Georgia", "Ohio", "Oregon", "Texas"),
    countries=(
        "Brazil",
        "Canada",
        "France",
        "Germany",
        "India",
        "Japan",
        "Kenya",
        "Mexico",
        "Poland",
    ),
    street_names=("Cedar", "Church", "Elm", "Hill", "Lake", "Main", "Maple", "Mill", "Oak", "Park"),
    street_suffixes=("Avenue", "Lane", "Road", "Street"),
    address="{st_num} {st_name} {st_sfx}",
    postal_code="#####",
    phones=("+1-202-555-####", "+1-415-555-####"),
    occupations=("Accountant", "Architect", "Baker", "Electrician", "Engineer", "Nurse", "Teacher"),
    companies=("Acorn", "Bluefield", "Crossway", "Eastgate", "Northwind", "Redstone", "Westbrook"),
    currency="USD",
    complete=False,
)


def _some(values: Any, most: int = _MOST) -> Texts:
    """At most so many of some texts, spread over all of them; the same ones every time."""
    found: list[str] = []
    if isinstance(values, Mapping):
        for each in values.values():
            found.extend(_some(each, most))
    elif isinstance(values, list):
        found = [each for each in values if isinstance(each, str) and each]
    found = list(dict.fromkeys(found))
    step = max(len(found) / most, 1)
    return tuple(found[int(place * step)] for place in range(int(len(found) / step)))


def _data(locale: str, name: str) -> dict[str, Any]:
    import mimesis

    root = files(mimesis) / "datasets"
    merged: dict[str, Any] = {}
    for code in dict.fromkeys((locale.split("-")[0], locale)):
        path = root / code / f"{name}.json"
        if path.is_file():
            merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged


def _phones(formats: Any) -> Texts:
    """Formats in which no digit stands for a letter of a name."""
    return tuple(each for each in _some(formats, 40) if "#" in each) or _SMALL.phones


@lru_cache(maxsize=8)
def pools(locale: str) -> Pools:
    """The pools of a locale.

    Raises:
        SchemaRefused: There is no data for the locale.
    """
    code = locale.lower().replace("_", "-")
    try:
        if not _LOCALE.fullmatch(code):
            raise _unknown(locale)
        person, address = _data(code, "person"), _data(code, "address")
    except ImportError:
        return _SMALL
    if not person or not address:
        raise _unknown(locale)
    finance, text = _data(code, "finance"), _data(code, "text")
    street = address.get("street", {})
    company = finance.get("company", {})
    english = code.split("-")[0] == "en"
    return Pools(
        first_names=_some(person.get("names")) or _SMALL.first_names,
        last_names=_some(person.get("surnames")) or _SMALL.last_names,
        cities=_some(address.get("city")) or _SMALL.cities,
        states=_some(address.get("state", {}).get("name", [])) or _SMALL.states,
        countries=_some(address.get("country", {}).get("name", [])) or _SMALL.countries,
        street_names=_some(street.get("name", [])) or _SMALL.street_names,
        street_suffixes=_some(street.get("suffix", []), 40),
        address=address.get("address_fmt", _SMALL.address),
        postal_code=address.get("postal_code_fmt", _SMALL.postal_code),
        phones=_phones(person.get("telephone_fmt")),
        occupations=_some(person.get("occupation")) or _SMALL.occupations,
        companies=_some(company.get("name", [])) or _SMALL.companies,
        currency=finance.get("currency-code", _SMALL.currency),
        words=_WORDS if english else _some(text.get("words")) or _WORDS,
        family_first=code.split("-")[0] in ("ja", "zh", "ko", "hu"),
    )


def _unknown(locale: str) -> SchemaRefused:
    return SchemaRefused(
        f"there is no data for the locale {locale[:40]!r}",
        pointer="",
        hint="use one such as 'en', 'de', 'fr', 'es', 'pl' or 'ja'",
        slug="schema-locale",
    )
