"""Names that mean something: a property called `email`, `city` or `price` gets such a value.

Numbers come from tables of quantiles: pieces of equal weight, narrow where real values are dense.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable

from aqe.booster.schemas.frequencies import by_rank, scattered
from aqe.booster.schemas.names import tokens
from aqe.booster.schemas.pools import SMALL, Pools, pools
from aqe.booster.schemas.program import (
    Choice,
    Decimal,
    Integer,
    Literal,
    Node,
    Repeat,
    Sequence,
    Uuid,
    evenly,
    text_pool,
)
from aqe.booster.schemas.texts import format_node, letters, stamps
from aqe.booster.schemas.values import escaped

__all__ = ["Vocabulary"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_AGES = (0, 8, 16, 22, 27, 31, 35, 39, 43, 48, 53, 59, 65, 73, 100)
_CENTS = (99, 499, 999, 1499, 1999, 2999, 3999, 4999, 7999, 12_999, 24_999, 59_999, 249_999)
_COUNTS = (1, 2, 3, 4, 5, 7, 10, 15, 25, 60, 200)
_SIZES = (
    0,
    120,
    600,
    2_000,
    5_000,
    12_000,
    30_000,
    80_000,
    250_000,
    900_000,
    4_000_000,
    40_000_000,
)
_VISITS = (0, 3, 12, 35, 80, 160, 320, 700, 1_500, 3_500, 9_000, 30_000, 200_000)
_MILLISECONDS = (1, 4, 9, 18, 30, 48, 75, 120, 220, 450, 1_200, 8_000)
_SALARIES = (
    22_000,
    30_000,
    36_000,
    42_000,
    48_000,
    55_000,
    64_000,
    78_000,
    99_000,
    150_000,
    260_000,
)

_WHOLE: dict[str, tuple[int, ...]] = {
    "age": _AGES,
    "quantity qty count stock units amount_in_stock": _COUNTS,
    "price cost amount total subtotal fee": tuple(each // 100 + 1 for each in _CENTS),
    "cents pence minor_units": _CENTS,
    "bytes size file_size content_length": _SIZES,
    "views likes followers downloads visits hits clicks": _VISITS,
    "ms millis milliseconds latency": _MILLISECONDS,
    "salary income wage": _SALARIES,
    "year": (1995, 2005, 2012, 2016, 2019, 2021, 2023, 2024, 2025, 2026),
    "month": (1, 12),
    "day": (1, 28),
    "hour": (0, 23),
    "minute second": (0, 59),
    "rating stars": (1, 3, 4, 5, 5, 5),
    "percent percentage discount progress": (0, 5, 10, 20, 40, 100),
    "port": (1024, 65_535),
    "weight": (1, 5, 20, 60, 75, 90, 140),
    "height": (150, 163, 168, 173, 178, 184, 200),
    "id": (1, 100_000),
}
_UNITS = frozenset(
    "eur usd gbp jpy chf pln net gross cents pence bytes kb mb ms millis seconds minutes count total".split()
)
"""Words behind the one that says what is counted: `price_eur`, `size_bytes`."""
_LONG_TAILS = frozenset(
    "amount price cost fee total subtotal cents pence salary income wage balance revenue budget turnover "
    "sales size bytes kb mb length duration seconds minutes ms millis milliseconds latency distance area "
    "population views likes followers downloads visits hits clicks count quantity qty stock units "
    "points".split()
)
_PARTS: dict[str, tuple[tuple[int, ...], int]] = {
    "age": (_AGES, 0),
    "price cost amount total subtotal fee": (_CENTS, 2),
    "salary income wage": (tuple(each * 100 for each in _SALARIES), 2),
    "lat latitude": ((-33_000_000, 12_000_000, 35_000_000, 48_000_000, 60_000_000), 6),
    "lon lng longitude": ((-122_000_000, -74_000_000, 2_000_000, 30_000_000, 139_000_000), 6),
    "rating stars": ((10, 30, 38, 42, 46, 50), 1),
    "percent percentage discount progress": ((0, 500, 1000, 2000, 4000, 10_000), 2),
    "tax rate ratio probability": ((0, 5, 10, 20, 50, 100), 2),
    "weight": ((10, 50, 200, 600, 750, 900, 1400), 1),
    "height": ((1500, 1630, 1680, 1730, 1780, 1840, 2000), 1),
}


def _quantiles(points: tuple[int, ...], digits: int | None) -> Node:
    pieces: list[Node] = []
    for low, high in itertools.pairwise(points):
        count = max(high - low, 1) + (high == points[-1])
        pieces.append(Integer(low, count) if digits is None else Decimal(low, count, 1, digits))
    return evenly(pieces)


def _masked(text: str) -> Node:
    """A format in which `#` stands for a digit and `@` for a letter."""
    parts: list[Node] = []
    for piece in re.findall(r"#+|@+|[^#@]+", text):
        if piece[0] == "#":
            first = letters("123456789", 1, 1)
            parts.append(first)
            if len(piece) > 1:
                parts.append(letters("0123456789", len(piece) - 1, len(piece) - 1))
        elif piece[0] == "@":
            parts.append(letters(_LETTERS.upper(), len(piece), len(piece)))
        else:
            parts.append(Literal(escaped(piece)))
    return Sequence(tuple(parts)) if len(parts) != 1 else parts[0]


class Vocabulary:
    """The values of names in one language."""

    def __init__(self, locale: str, until: str, *, realistic: bool, even: bool = False) -> None:
        self._pools = pools(locale) if realistic else SMALL
        self._until = until
        self._realistic = realistic
        self._even = even
        self._known: dict[str, Node | None] = {}
        self._words: Node = text_pool(*self._pools.words)

    @property
    def pools(self) -> Pools:
        """Where the words come from."""
        return self._pools

    def some(self, texts: Iterable[str]) -> Node:
        """One of some names, a few of them often."""
        return text_pool(*texts) if self._even else scattered(texts)

    def ranked(self, *texts: str) -> Node:
        """One of some texts, the first ones often."""
        return text_pool(*texts) if self._even else by_rank(tuple(map(escaped, texts)))

    def words(self) -> Node:
        """A text that means nothing in particular."""
        return self._words

    def number(self, name: str, *, integral: bool) -> Node | None:
        """A number called so, or none."""
        if not self._realistic:
            return None
        words = tokens(name)
        candidates = ["_".join(words), *words[-1:]]
        if len(words) > 1 and words[-1] in _UNITS:
            candidates.append(words[-2])
        for wanted in candidates:
            if integral:
                for names, points in _WHOLE.items():
                    if wanted in names.split():
                        return _quantiles(points, None)
            for names, (points, digits) in _PARTS.items():
                if wanted in names.split() and not integral:
                    return _quantiles(points, digits)
        return None

    def has_long_tail(self, name: str) -> bool:
        """Whether most numbers called so are small and few of them large."""
        words = tokens(name)
        last = words[-2:] if len(words) > 1 and words[-1] in _UNITS else words[-1:]
        return self._realistic and not _LONG_TAILS.isdisjoint(last)

    def text(self, name: str) -> Node | None:
        """What stands between the quotes of a text called so, or none."""
        if not self._realistic:
            return None
        if name not in self._known:
            self._known[name] = self._text(tokens(name))
        return self._known[name]

    def _text(self, words: list[str]) -> Node | None:
        for length in range(len(words), 0, -1):
            wanted = "_".join(words[-length:])
            for names, make in _TEXTS:
                if wanted in names:
                    return make(self)
        if words and words[-1] in ("at", "on") and len(words) > 1:
            return self.formatted("date-time")
        return None

    def formatted(self, name: str) -> Node:
        """Texts of a format."""
        node = format_node(name, self._until)
        assert node is not None
        return node

    def first_name(self) -> Node:
        """A given name."""
        return self.some(self._pools.first_names)

    def last_name(self) -> Node:
        """A family name."""
        return self.some(self._pools.last_names)

    def full_name(self) -> Node:
        """A given and a family name, in the order of the language."""
        names = (self.first_name(), Literal(b" "), self.last_name())
        return Sequence(names[::-1] if self._pools.family_first else names)

    def email(self) -> Node:
        """An address at a domain that is reserved for examples (RFC 2606)."""
        domains = text_pool("example.com", "example.org", "example.net")
        return Sequence((self.user(), Literal(b"@"), domains))

    def user(self) -> Node:
        """A name to log in with."""
        names = [
            each.lower() for each in self._pools.first_names if each.isascii() and each.isalpha()
        ]
        if len(names) < 20:
            names = [each for each in self._pools.words if each.isascii() and each.isalpha()]
        if len(names) < 20:
            return letters(_LETTERS, 4, 10)
        return Sequence((self.some(each.lower() for each in names), Integer(1, 9999)))

    def street(self) -> Node:
        """A street with a house number, as the language writes it."""
        parts: list[Node] = []
        for piece in re.findall(r"\{\w*\}|[^{}]+", self._pools.address):
            if piece == "{st_num}":
                parts.append(_quantiles((1, 9, 25, 60, 140, 400), None))
            elif piece == "{st_sfx}" and self._pools.street_suffixes:
                parts.append(text_pool(*self._pools.street_suffixes))
            elif piece == "{st_name}":
                parts.append(text_pool(*self._pools.street_names))
            elif piece.startswith("{"):
                parts.append(Integer(1, 30) if parts else self.some(self._pools.cities))
            else:
                parts.append(Literal(escaped(piece)))
        return Sequence(tuple(parts))

    def company(self) -> Node:
        """A firm."""
        return self.some(self._pools.companies)

    def sentence(self, low: int = 4, high: int = 9) -> Node:
        """Some words."""
        return Sequence((Repeat(self._words, low, high, b" "), Literal(b".")))

    def title(self) -> Node:
        """A few words."""
        return Repeat(self._words, 1, 3, b" ")

    def currency(self) -> Node:
        """A code of ISO 4217, most often that of the language's country."""
        others = text_pool("EUR", "USD", "GBP", "JPY", "CHF", "PLN")
        return Choice(((6, Literal(self._pools.currency.encode())), (4, others)))

    def date(self) -> Node:
        """A day."""
        return stamps(0, self._until)


def _ranked(*texts: str) -> Callable[[Vocabulary], Node]:
    return lambda vocabulary: vocabulary.ranked(*texts)


def _weighted(**weights: int) -> Callable[[Vocabulary], Node]:
    node = Choice(tuple((weight, Literal(escaped(text))) for text, weight in weights.items()))
    return lambda vocabulary: node


def _formatted(name: str) -> Callable[[Vocabulary], Node]:
    return lambda vocabulary: vocabulary.formatted(name)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXTS: tuple[tuple[frozenset[str], Callable[[Vocabulary], Node]], ...] = (
    (_names("email mail e_mail email_address"), Vocabulary.email),
    (_names("first_name given_name firstname forename fname"), Vocabulary.first_name),
    (_names("last_name family_name lastname surname lname"), Vocabulary.last_name),
    (_names("user_name username login user handle nickname nick"), Vocabulary.user),
    (_names("company company_name organization organisation employer firm"), Vocabulary.company),
    (_names("product_name product item_name title subject headline"), Vocabulary.title),
    (
        _names("name full_name display_name author owner customer_name contact person fullname"),
        Vocabulary.full_name,
    ),
    (
        _names("phone phone_number mobile telephone tel fax mobile_number"),
        lambda it: evenly([_masked(each) for each in it.pools.phones[:12]]),
    ),
    (_names("city town"), lambda it: it.some(it.pools.cities)),
    (_names("country_code"), _ranked("US", "DE", "GB", "FR", "IN", "BR", "ES", "JP", "PL", "KE")),
    (_names("country nation"), lambda it: it.some(it.pools.countries)),
    (_names("state province region"), lambda it: it.some(it.pools.states)),
    (_names("street street_address address address_line line1 address1"), Vocabulary.street),
    (
        _names("zip zip_code zipcode postal_code postcode postalcode plz"),
        lambda it: _masked(it.pools.postal_code),
    ),
    (
        _names("job job_title occupation profession position"),
        lambda it: it.some(it.pools.occupations),
    ),
    (_names("description comment note notes summary text message body bio"), Vocabulary.sentence),
    (_names("url uri website link homepage href"), _formatted("uri")),
    (_names("host hostname domain"), _formatted("hostname")),
    (_names("ip ip_address ipv4 remote_addr"), _formatted("ipv4")),
    (_names("currency currency_code"), Vocabulary.currency),
    (_names("locale"), _ranked("en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "ja-JP", "pl-PL")),
    (_names("language lang language_code"), _ranked("en", "de", "es", "fr", "ja", "pl")),
    (_names("color colour"), _ranked("black", "white", "blue", "grey", "red", "green", "orange")),
    (_names("gender sex"), _weighted(female=10, male=10, other=1)),
    (_names("status"), _ranked("active", "pending", "inactive", "archived")),
    (_names("uuid guid"), lambda it: Uuid()),
    (_names("slug"), lambda it: Repeat(letters(_LETTERS, 3, 8), 2, 3, b"-")),
    (
        _names("sku"),
        lambda it: Sequence(
            (letters(_LETTERS.upper(), 3, 3), Literal(b"-"), letters("0123456789", 5, 5))
        ),
    ),
    (
        _names("password secret"),
        lambda it: letters(_LETTERS + "ABCDEFGHJKLMNP23456789!#%+-", 12, 20),
    ),
    (_names("token hash checksum digest"), lambda it: letters("0123456789abcdef", 32, 32)),
    (_names("timestamp datetime date_time time_stamp"), _formatted("date-time")),
    (_names("date day birthday birthdate birth_date dob"), Vocabulary.date),
    (_names("time_of_day"), _formatted("time")),
    (
        _names("mime_type content_type media_type"),
        _ranked("application/json", "text/html", "image/png", "text/plain"),
    ),
    (
        _names("file_name filename file"),
        lambda it: Sequence(
            (letters(_LETTERS, 4, 10), text_pool(".csv", ".json", ".pdf", ".png", ".txt"))
        ),
    ),
    (
        _names("time_zone timezone tz"),
        _ranked("UTC", "America/New_York", "Europe/Berlin", "Asia/Tokyo", "Asia/Kathmandu"),
    ),
)
