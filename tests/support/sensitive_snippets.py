"""Labelled snippets with and without sensitive data, drawn from templates so that none is a real one.

A template holds ``{{kind:argument}}`` where a key or a number belongs: nothing that a scanner of a
code host would stop at is ever in the repository. What takes its place is drawn by a generator that
is seeded with the template, so a snippet is the same everywhere. Check digits are computed here anew,
from the same standards but not by the code that is judged.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import json
import random
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

__all__ = ["ADVERSARY", "FOLDER", "Snippet", "drawn", "snippets"]

FOLDER = Path(__file__).resolve().parent.parent / "subjects" / "sensitive"
ADVERSARY = "adversary"
"""The family that was written without sight of any rule."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text and what is known about it."""

    family: str
    text: str
    is_sensitive: bool
    rule: str
    """The one that should find it; empty where nothing should be found."""
    reason: str
    """Why nothing should be found."""
    is_held_back: bool
    """Whether it was kept from whoever tuned the rules."""


def snippets(family: str | None = None) -> Iterator[Snippet]:
    """Every snippet, or those of one family."""
    for path in sorted(FOLDER.glob("*.toml")):
        if family in (None, path.stem):
            for entry in tomllib.loads(path.read_text(encoding="utf-8"))["snippet"]:
                yield _snippet(path.stem, entry)


def _snippet(family: str, entry: dict[str, str]) -> Snippet:
    template = entry["text"]
    digest = hashlib.sha256(template.encode()).digest()
    assert entry["label"] in ("sensitive", "harmless"), entry
    assert (entry["label"] == "sensitive") == ("rule" in entry), entry
    return Snippet(
        family,
        drawn(template),
        entry["label"] == "sensitive",
        entry.get("rule", ""),
        entry.get("reason", ""),
        digest[0] % 3 == 0,
    )


_PLACE = re.compile(r"\{\{([a-z0-9-]+)(?::([^{}]*))?\}\}")


def drawn(template: str) -> str:
    """The text of a template; inner places are filled first."""
    chance = random.Random(hashlib.sha256(template.encode()).digest())
    text = template

    def fill(match: re.Match[str]) -> str:
        kind, argument = match.group(1), match.group(2) or ""
        if kind.startswith("iban") or kind == "jwt-part":  # its parts must fit
            own = random.Random(f"{template} {kind} {argument.split(':')[0][:2]}")
            return _KINDS[kind](own, argument)
        return _KINDS[kind](chance, argument)

    while True:
        filled = _PLACE.sub(fill, text)
        if filled == text:
            return text.replace("{{ '{{' }}", "{{").replace("{{ '}}' }}", "}}")
        text = filled


# -- random characters -----------------------------------------------------------------------------

_LETTERS = string.ascii_letters
_ALNUM = string.ascii_letters + string.digits


def _characters(alphabet: str, first: str = "") -> Callable[[random.Random, str], str]:
    """As many characters as the argument says, of every class that the alphabet has."""

    def draw(chance: random.Random, argument: str) -> str:
        length = int(argument)
        while True:
            text = "".join(chance.choice(alphabet) for _ in range(length))
            ends = text[0] + text[-1]
            if (first or ends.isalnum()) and (length < 6 or _has_all(text, alphabet)):
                return (chance.choice(first) + text[1:]) if first else text

    return draw


def _has_all(text: str, alphabet: str) -> bool:
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    return all(set(text) & set(each) for each in classes if set(alphabet) & set(each))


def _uuid(chance: random.Random, _: str) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _web_token_part(chance: random.Random, argument: str) -> str:
    return _web_token(chance, "").split(".")[int(argument)]


def _web_token(chance: random.Random, _: str) -> str:
    payload = {"sub": str(chance.randrange(10**9)), "iat": 1_700_000_000}
    return ".".join(
        (
            _base64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()),
            _base64url(json.dumps(payload).encode()),
            _base64url(chance.randbytes(32)),
        )
    )


def _pem(chance: random.Random, argument: str) -> str:
    label, lines = argument.split(":")
    body = [base64.b64encode(chance.randbytes(48)).decode() for _ in range(int(lines))]
    return "\n".join((f"-----BEGIN {label}-----", *body, f"-----END {label}-----"))


def _with_between(_: random.Random, argument: str) -> str:
    """A text with a character, given by its number, between any two."""
    code, _colon, text = argument.partition(":")
    return chr(int(code, 16)).join(text)


# -- check digits ------------------------------------------------------------------------------------


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def _date(chance: random.Random) -> tuple[str, str, str]:
    return (
        f"{chance.randrange(50, 99)}",
        f"{chance.randrange(1, 13):02}",
        f"{chance.randrange(1, 29):02}",
    )


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _luhn(partial: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(partial)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def _until(draw: Callable[[random.Random], str | None], chance: random.Random) -> str:
    while True:
        found = draw(chance)
        if found is not None:
            return found


_BBAN = {
    "AT": "0" * 16,
    "BE": "0" * 12,
    "CH": "0" * 17,
    "DE": "0" * 18,
    "ES": "0" * 20,
    "FI": "0" * 14,
    "FR": "0" * 23,
    "GB": "AAAA" + "0" * 14,
    "IT": "A" + "0" * 22,
    "LU": "0" * 16,
    "NL": "AAAA" + "0" * 10,
    "NO": "0" * 11,
    "PL": "0" * 24,
    "PT": "0" * 21,
    "SE": "0" * 20,
}


def _iban(chance: random.Random, argument: str) -> str:
    country, _, part = argument.partition(":")
    account = "".join(
        chance.choice(string.digits if place == "0" else string.ascii_uppercase)
        for place in _BBAN[country]
    )
    number = int("".join(str(int(each, 36)) for each in f"{account}{country}00"))
    whole = f"{country}{98 - number % 97:02}{account}"
    if not part:
        return whole
    return whole[: int(part)] if int(part) > 0 else whole[int(part) :]


def _iban_wrong(chance: random.Random, argument: str) -> str:
    right = _iban(chance, argument)
    return f"{right[:2]}{int(right[2:4]) % 96 + 2:02}{right[4:]}"


def _card(chance: random.Random, argument: str) -> str:
    prefix, length = argument.split(":")
    partial = prefix + _digits(chance, int(length) - len(prefix) - 1)
    return partial + _luhn(partial)


def _in_groups(number: str, between: str) -> str:
    if len(number) == 15:
        return between.join((number[:4], number[4:10], number[10:]))
    return between.join(number[place : place + 4] for place in range(0, len(number), 4))


def _ssn(chance: random.Random, between: str) -> str:
    area = chance.choice((*range(101, 665), *range(667, 899)))
    return between.join(
        (f"{area}", f"{chance.randrange(10, 99)}", f"{chance.randrange(1000, 9999)}")
    )


def _nino(chance: random.Random, _: str) -> str:
    prefix = chance.choice("ABCEGHJKLMPRSWXYZ") + chance.choice("ABCEGHJKLMPRSWXYZ")
    if prefix in ("BG", "GB", "KN", "NK", "ZZ"):
        prefix = "AB"
    return prefix + _digits(chance, 6) + chance.choice("ABCD")


def _nino_grouped(chance: random.Random, _: str) -> str:
    nino = _nino(chance, "")
    return " ".join((nino[:2], nino[2:4], nino[4:6], nino[6:8], nino[8]))


def _nhs(chance: random.Random, _: str) -> str:
    def draw(chance: random.Random) -> str | None:
        partial = chance.choice("4567") + _digits(chance, 8)
        check = -_weighted(partial, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
        return None if check == 10 else partial + str(check)

    return _until(draw, chance)


def _steuer(chance: random.Random, _: str) -> str:
    digits = list(string.digits)
    chance.shuffle(digits)
    if digits[0] == "0":
        digits.reverse()
    digits[9] = digits[chance.randrange(1, 6)]
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return "".join(digits) + str((11 - product) % 10)


def _nir(chance: random.Random, _: str) -> str:
    year, month, _day = _date(chance)
    place = f"{chance.randrange(21, 95)}"
    partial = f"{chance.choice('12')}{year}{month}{place}{_digits(chance, 3)}{_digits(chance, 3)}"
    return f"{partial}{97 - int(partial) % 97:02}"


def _nir_grouped(chance: random.Random, _: str) -> str:
    nir = _nir(chance, "")
    places = (0, 1, 3, 5, 7, 10, 13, 15)
    return " ".join(nir[start:end] for start, end in pairwise(places))


_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def _dni(chance: random.Random, _: str) -> str:
    number = chance.randrange(10**7, 10**8)
    return f"{number}{_DNI[number % 23]}"


def _nie(chance: random.Random, _: str) -> str:
    first = chance.randrange(3)
    number = _digits(chance, 7)
    return f"{'XYZ'[first]}{number}{_DNI[int(f'{first}{number}') % 23]}"


_ODD = dict(
    zip(
        string.digits + string.ascii_uppercase,
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10),
            *(22, 25, 24, 23),
        ),
        strict=True,
    )
)
_EVEN = dict(zip(string.digits + string.ascii_uppercase, (*range(10), *range(26)), strict=True))


def _codice(chance: random.Random, _: str) -> str:
    name = "".join(chance.choice("BCDFGLMNPRSTVZ") for _ in range(6))
    year, _month, day = _date(chance)
    place = chance.choice("ABCDEFGHIL") + _digits(chance, 3)
    partial = f"{name}{year}{chance.choice('ABCDEHLMPRST')}{day}{place}"
    total = sum(
        (_EVEN if place % 2 else _ODD)[character] for place, character in enumerate(partial)
    )
    return partial + string.ascii_uppercase[total % 26]


def _bsn(chance: random.Random, _: str) -> str:
    def draw(chance: random.Random) -> str | None:
        partial = chance.choice("12") + _digits(chance, 7)
        check = _weighted(partial, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
        return None if check == 10 else partial + str(check)

    return _until(draw, chance)


def _pesel(chance: random.Random, _: str) -> str:
    partial = "".join(_date(chance)) + _digits(chance, 4)
    return partial + str(-_weighted(partial, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def _cpf_plain(chance: random.Random, _: str) -> str:
    partial = "12" + _digits(chance, 7)
    for _turn in range(2):
        weights = tuple(range(len(partial) + 1, 1, -1))
        partial += str(_weighted(partial, weights) * 10 % 11 % 10)
    return partial


def _cpf(chance: random.Random, _: str) -> str:
    cpf = _cpf_plain(chance, "")
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def _dihedral(left: int, right: int) -> int:
    """Product in the dihedral group of order ten, by its definition rather than by its table."""
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
    return (left - 5 - right) % 5 + 5 if right < 5 else (left - right) % 5


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def _aadhaar(chance: random.Random, _: str) -> str:
    partial = chance.choice("23456789") + _digits(chance, 10)
    for check in string.digits:
        total = 0
        for place, digit in enumerate(reversed(partial + check)):
            total = _dihedral(total, _permuted(int(digit), place))
        if total == 0:
            return partial + check
    raise AssertionError(partial)


def _personnummer(chance: random.Random, _: str) -> str:
    partial = "".join(_date(chance)) + _digits(chance, 3)
    return f"{partial[:6]}-{partial[6:]}{_luhn(partial)}"


def _hetu(chance: random.Random, _: str) -> str:
    year, month, day = _date(chance)
    number = f"{chance.randrange(2, 900):03}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(day + month + year + number) % 31]
    return f"{day}{month}{year}-{number}{check}"


def _belgian(chance: random.Random, _: str) -> str:
    year, month, day = _date(chance)
    number = f"{chance.randrange(1, 998):03}"
    check = 97 - int(year + month + day + number) % 97
    return f"{year}.{month}.{day}-{number}.{check:02}"


def _ahv(chance: random.Random, _: str) -> str:
    partial = "756" + _digits(chance, 9)
    check = -_weighted(partial, (1, 3) * 6) % 10
    return f"756.{partial[3:7]}.{partial[7:11]}.{partial[11]}{check}"


def _sin(chance: random.Random, _: str) -> str:
    partial = chance.choice("1234567") + _digits(chance, 7)
    whole = partial + _luhn(partial)
    return f"{whole[:3]} {whole[3:6]} {whole[6:]}"


def _chinese(chance: random.Random, _: str) -> str:
    year, month, day = _date(chance)
    partial = f"11010519{year}{month}{day}{_digits(chance, 3)}"
    weights = tuple(2 ** (17 - place) % 11 for place in range(17))
    return partial + "10X98765432"[_weighted(partial, weights) % 11]


def _norwegian(chance: random.Random, _: str) -> str:
    def draw(chance: random.Random) -> str | None:
        year, month, day = _date(chance)
        partial = day + month + year + _digits(chance, 3)
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
            check = -_weighted(partial, weights) % 11
            if check == 10:
                return None
            partial += str(check)
        return partial

    return _until(draw, chance)


def _cpr(chance: random.Random, _: str) -> str:
    year, month, day = _date(chance)
    return f"{day}{month}{year}-{_digits(chance, 4)}"


def _nif(chance: random.Random, _: str) -> str:
    partial = chance.choice("12") + _digits(chance, 7)
    rest = _weighted(partial, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return partial + str(0 if rest < 2 else 11 - rest)


def _south_african(chance: random.Random, _: str) -> str:
    partial = "".join(_date(chance)) + _digits(chance, 4) + "08"
    return partial + _luhn(partial)


def _curp(chance: random.Random, _: str) -> str:
    name = "".join(chance.choice("BCDFGLMNPRSTVZ") for _ in range(4))
    rest = "".join(chance.choice("BCDFGLMNPRSTVZ") for _ in range(3))
    partial = f"{name[0]}A{name[2:]}{''.join(_date(chance))}{chance.choice('HM')}DF{rest}0"
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(alphabet.index(each) * (18 - place) for place, each in enumerate(partial))
    return partial + str(-total % 10)


def _tfn(chance: random.Random, _: str) -> str:
    def draw(chance: random.Random) -> str | None:
        whole = chance.choice("123456789") + _digits(chance, 8)
        return whole if _weighted(whole, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 else None

    return _until(draw, chance)


def _korean(chance: random.Random, _: str) -> str:
    partial = "".join(_date(chance)) + chance.choice("12") + _digits(chance, 5)
    total = _weighted(partial, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return f"{partial[:6]}-{partial[6:]}{(11 - total % 11) % 10}"


def _wrong(draw: Callable[[random.Random, str], str]) -> Callable[[random.Random, str], str]:
    """The same with its last character turned into the next one."""

    def spoiled(chance: random.Random, argument: str) -> str:
        right = draw(chance, argument)
        alphabet = string.digits if right[-1].isdigit() else string.ascii_uppercase
        return right[:-1] + alphabet[(alphabet.index(right[-1]) + 1) % len(alphabet)]

    return spoiled


_KINDS: dict[str, Callable[[random.Random, str], str]] = {
    "aadhaar": _aadhaar,
    "aadhaar-grouped": lambda chance, _: _in_groups(_aadhaar(chance, ""), " "),
    "aadhaar-wrong": _wrong(_aadhaar),
    "ahv": _ahv,
    "b64": lambda _, argument: base64.b64encode(argument.encode()).decode(),
    "b32": lambda _, argument: base64.b32encode(argument.encode()).decode(),
    "base32": _characters(string.ascii_uppercase + "234567"),
    "base62": _characters(_ALNUM),
    "base64": _characters(_ALNUM + "+/"),
    "base64url": _characters(_ALNUM + "-_"),
    "bech32": _characters("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "bsn": _bsn,
    "bsn-wrong": _wrong(_bsn),
    "card": _card,
    "card-dashed": lambda chance, argument: _in_groups(_card(chance, argument), "-"),
    "card-under": lambda chance, argument: _in_groups(_card(chance, argument), "_"),
    "card-grouped": lambda chance, argument: _in_groups(_card(chance, argument), " "),
    "card-wrong": _wrong(_card),
    "cn-id": _chinese,
    "codes": lambda _, argument: ", ".join(str(ord(each)) for each in argument),
    "codice": _codice,
    "codice-wrong": _wrong(_codice),
    "cpf": _cpf,
    "cpf-plain": _cpf_plain,
    "cpf-wrong": _wrong(_cpf),
    "cpr": _cpr,
    "curp": _curp,
    "digits": _characters(string.digits, "123456789"),
    "dni": _dni,
    "dni-wrong": _wrong(_dni),
    "fnr": _norwegian,
    "hetu": _hetu,
    "fullwidth": lambda _, argument: "".join(chr(ord(each) + 0xFEE0) for each in argument),
    "hex": _characters("0123456789abcdef"),
    "hexescape": lambda _, argument: "".join(f"\\x{ord(each):02x}" for each in argument),
    "hexof": lambda _, argument: argument.encode().hex(),
    "iban": _iban,
    "iban-grouped": lambda chance, argument: " ".join(
        re.findall(".{1,4}", _iban(chance, argument))
    ),
    "iban-lower": lambda chance, argument: _iban(chance, argument).lower(),
    "iban-wrong": _iban_wrong,
    "jwt": _web_token,
    "jwt-part": _web_token_part,
    "kr-rrn": _korean,
    "letters": _characters(_LETTERS),
    "nhs": _nhs,
    "nie": _nie,
    "nif": _nif,
    "nino": _nino,
    "nino-grouped": _nino_grouped,
    "nir": _nir,
    "nir-grouped": _nir_grouped,
    "nir-wrong": _wrong(_nir),
    "pem": _pem,
    "pem-escaped": lambda chance, argument: _pem(chance, argument).replace("\n", "\\n"),
    "personnummer": _personnummer,
    "personnummer-wrong": _wrong(_personnummer),
    "pesel": _pesel,
    "pesel-wrong": _wrong(_pesel),
    "reversed": lambda _, argument: argument[::-1],
    "rot13": lambda _, argument: codecs.encode(argument, "rot13"),
    "rrn-be": _belgian,
    "sin": _sin,
    "sin-wrong": _wrong(_sin),
    "ssn": lambda chance, _: _ssn(chance, "-"),
    "ssn-plain": lambda chance, _: _ssn(chance, ""),
    "steuer": _steuer,
    "steuer-grouped": lambda chance, _: re.sub(
        r"(..)(...)(...)(...)", r"\1 \2 \3 \4", _steuer(chance, "")
    ),
    "steuer-wrong": _wrong(_steuer),
    "tfn": _tfn,
    "upper": _characters(string.ascii_uppercase + string.digits),
    "uuid": _uuid,
    "with": _with_between,
    "word": lambda _, argument: argument,
    "za-id": _south_african,
}
