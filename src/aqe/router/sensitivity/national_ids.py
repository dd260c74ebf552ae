"""Numbers that states give to persons, told from other numbers by form, check digits and neighbourhood.

Bare digits with a check digit fit by chance once in ten or eleven, so most rules also ask for the word
by which people call the number, on its line or on the line above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.checksums import (
    iso7064_mod11_2,
    iso7064_mod11_10,
    luhn,
    verhoeff,
    weighted,
)
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.nearby import lines_around

__all__ = ["IDS", "NationalId", "find_national_ids"]

_WEIGHT = 1


class NationalId(NamedTuple):
    """How the numbers of one kind look."""

    rule: str
    lengths: tuple[int, ...]
    """How many letters and digits it has."""
    form: str
    """Pattern of the whole, between anything but letters and digits."""
    fits: Callable[[str], bool]
    """Whether its letters and digits, without what stands between them, are such a number."""
    words: str = ""
    """Pattern of what people call it, in small letters; empty where its form is enough."""


def _is_date(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _us_ssn(number: str) -> bool:
    """Social Security Administration, "Social Security Number Randomization": what is never given."""
    area, group, serial = number[:3], number[3:5], number[5:]
    never = area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000"
    # Printed on a card that was sold in 1938, in a pamphlet of 1940, and in every second example since.
    is_pattern = all(len(set(part)) == 1 for part in (area, group, serial))
    return not (never or is_pattern) and number not in ("078051120", "219099999", "123456789")


def _uk_nino(number: str) -> bool:
    """HM Revenue and Customs, National Insurance Manual NIM39110."""
    return number[:2].upper() not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ") and number[
        2:8
    ] not in ("123456", "000000")


def _uk_nhs(number: str) -> bool:
    """NHS Data Dictionary, "NHS Number": modulus 11."""
    return weighted(number, range(10, 0, -1)) % 11 == 0 and len(set(number)) > 1


def _de_tax_id(number: str) -> bool:
    """Section 139b Abgabenordnung; check digit by ISO/IEC 7064, MOD 11,10."""
    if number[0] == "0":
        return False
    return len(set(number)) > 3 and iso7064_mod11_10(number)


def _fr_nir(number: str) -> bool:
    """INSEE, "Numéro d'inscription au répertoire": 97 less the rest, Corsica as 19 and 18."""
    figures = number[:13].upper().replace("2A", "19").replace("2B", "18")
    return figures.isdigit() and 97 - int(figures) % 97 == int(number[13:])


_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"


def _es_dni(number: str) -> bool:
    """Ministerio del Interior: the letter is the rest of a division by 23."""
    return _SPANISH[int(number[:8]) % 23] == number[8].upper() and number[:8] not in (
        "12345678",
        "00000000",
    )


def _es_nie(number: str) -> bool:
    """The same; X, Y and Z count as 0, 1 and 2."""
    figures = f"{'XYZ'.index(number[0].upper())}{number[1:8]}"
    return _SPANISH[int(figures) % 23] == number[8].upper() and number[1:8] != "1234567"


_ODD_PLACES = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)


def _it_codice_fiscale(code: str) -> bool:
    """Decreto ministeriale 23 December 1976, article 11."""
    values = [int(each) if each.isdigit() else ord(each) - 65 for each in code.upper()]
    total = sum(
        value if place % 2 else _ODD_PLACES[value] for place, value in enumerate(values[:15])
    )
    return total % 26 == values[15]


def _nl_bsn(number: str) -> bool:
    """Rijksdienst voor Identiteitsgegevens: the eleven test, the last digit counts against."""
    return weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(number)) > 2


def _pl_pesel(number: str) -> bool:
    """Ministerstwo Cyfryzacji, "Co to jest numer PESEL"; the century is added to the month."""
    return (
        _is_date(f"{int(number[2:4]) % 20}", number[4:6])
        and weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    )


def _br_cpf(number: str) -> bool:
    """Receita Federal: two digits, each modulus 11 over all before it."""
    if len(set(number)) == 1 or number == "12345678909":
        return False
    return all(
        weighted(number, range(count + 1, 1, -1)) * 10 % 11 % 10 == int(number[count])
        for count in (9, 10)
    )


def _in_aadhaar(number: str) -> bool:
    """UIDAI: twelve digits, the first from 2 to 9, the last by Verhoeff."""
    return number[0] in "23456789" and verhoeff(number) and len(set(number)) > 3


def _se_personnummer(number: str) -> bool:
    """Skatteverket SKV 704: Luhn over the last ten digits."""
    ten = number[-10:]
    day = int(ten[4:6])
    return _is_date(ten[2:4], f"{day - 60 if day > 60 else day}") and luhn(ten)


def _fi_hetu(number: str) -> bool:
    """Digital and Population Data Services Agency: the rest of a division by 31."""
    figures = number[:6] + number[-4:-1]
    return (
        _is_date(number[2:4], number[:2])
        and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(figures) % 31] == number[-1].upper()
    )


def _be_national_number(number: str) -> bool:
    """IBZ, national register: 97 less the rest, with a 2 in front for those born since 2000."""
    return any(97 - int(front + number[:9]) % 97 == int(number[9:]) for front in ("", "2"))


def _ch_ahv(number: str) -> bool:
    """Zentrale Ausgleichsstelle: check digit of EAN-13."""
    return weighted(number, (1, 3) * 6 + (1,)) % 10 == 0


def _ca_sin(number: str) -> bool:
    """Employment and Social Development Canada: Luhn; none starts with 0 or 8."""
    return number[0] not in "08" and luhn(number) and len(set(number)) > 2


def _cn_resident_id(number: str) -> bool:
    """GB 11643-1999; check digit by ISO/IEC 7064, MOD 11-2."""
    return _is_date(number[10:12], number[12:14]) and iso7064_mod11_2(number)


def _no_fodselsnummer(number: str) -> bool:
    """Skatteetaten: two check digits, modulus 11."""
    day = int(number[:2])
    return (
        _is_date(f"{int(number[2:4]) % 40}", f"{day - 40 if day > 40 else day}")
        and weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def _dk_cpr(number: str) -> bool:
    """CPR-kontoret: a date; since 2007 numbers without a check digit are given out."""
    return _is_date(number[2:4], number[:2])


def _pt_nif(number: str) -> bool:
    """Autoridade Tributária: modulus 11, 10 counts as 0."""
    rest = weighted(number[:8], range(9, 1, -1)) % 11
    return int(number[8]) == (0 if rest < 2 else 11 - rest) and number != "123456789"


def _za_id(number: str) -> bool:
    """Department of Home Affairs: date, citizenship, Luhn."""
    return _is_date(number[2:4], number[4:6]) and number[10] in "012" and luhn(number)


def _mx_curp(code: str) -> bool:
    """Registro Nacional de Población, Instructivo normativo: check digit over base 37."""
    alphabet = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
    values = [alphabet.index(each) for each in code.upper()]
    total = sum(value * (18 - place) for place, value in enumerate(values[:17]))
    return _is_date(code[6:8], code[8:10]) and -total % 10 == values[17]


def _au_tfn(number: str) -> bool:
    """Australian Taxation Office: weighted sum divisible by 11."""
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 and number != "123456782"


def _kr_rrn(number: str) -> bool:
    """Resident registration numbers; those given since October 2020 have no check digit."""
    return _is_date(number[2:4], number[4:6]) and number[6] in "12345678"


def _tr_kimlik(number: str) -> bool:
    """Directorate of Population and Citizenship Affairs: the tenth digit over nine, the last over ten."""
    figures = [int(each) for each in number]
    tenth = (7 * sum(figures[0:9:2]) - sum(figures[1:8:2])) % 10
    return number[0] != "0" and tenth == figures[9] and sum(figures[:10]) % 10 == figures[10]


IDS: tuple[NationalId, ...] = (
    NationalId("us-ssn", (9,), r"\d{3}-\d\d-\d{4}", _us_ssn),
    NationalId(
        "us-ssn",
        (9,),
        r"\d{3}[ .]?\d\d[ .]?\d{4}",
        _us_ssn,
        r"(?<![a-z])ssn|social.?security|(?<![a-z])itin",
    ),
    NationalId(
        "uk-nino",
        (9,),
        r"(?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ ]?\d\d){3}[ ]?[A-D])",
        _uk_nino,
    ),
    NationalId("uk-nhs", (10,), r"\d{3}[ -]?\d{3}[ -]?\d{4}", _uk_nhs, r"(?<![a-z])nhs"),
    NationalId(
        "de-tax-id",
        (11,),
        r"\d\d[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}",
        _de_tax_id,
        r"steuer|(?<![a-z])tax|(?<![a-z])idnr|(?<![a-z])tin(?![a-z])",
    ),
    NationalId(
        "fr-nir",
        (15,),
        r"(?i:[12378][ ]?\d\d[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d\d|2[AB])[ ]?\d{3}[ ]?\d{3}[ ]?\d\d)",
        _fr_nir,
    ),
    NationalId("es-dni", (9,), r"\d{8}[ -]?[A-HJ-NP-TV-Z]", _es_dni),
    NationalId(
        "es-dni", (9,), r"\d{8}[ -]?[a-hj-np-tv-z]", _es_dni, r"(?<![a-z])(?:dni|nif)(?![a-z])"
    ),
    NationalId("es-nie", (9,), r"(?i:[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z])", _es_nie),
    NationalId(
        "it-codice-fiscale",
        (16,),
        r"(?i:[A-Z]{6}\d\d[A-EHLMPRST][0-7]\d[A-Z]\d{3}[A-Z])",
        _it_codice_fiscale,
    ),
    NationalId(
        "nl-bsn",
        (9,),
        r"\d{4}[. ]?\d\d[. ]?\d{3}",
        _nl_bsn,
        r"(?<![a-z])bsn|burgerservice|sofi.?num",
    ),
    NationalId("pl-pesel", (11,), r"\d{11}", _pl_pesel, r"(?<![a-z])pesel"),
    NationalId("br-cpf", (11,), r"\d{3}\.\d{3}\.\d{3}-\d\d", _br_cpf),
    NationalId("br-cpf", (11,), r"\d{9}-?\d\d", _br_cpf, r"(?<![a-z])cpf|contribuinte"),
    NationalId(
        "in-aadhaar",
        (12,),
        r"\d{4}[ -]?\d{4}[ -]?\d{4}",
        _in_aadhaar,
        r"aadha?ar|(?<![a-z])uidai|(?<![a-z])uid(?![a-z])",
    ),
    NationalId(
        "se-personnummer",
        (10, 12),
        r"(?:19|20)?\d{6}[-+]?\d{4}",
        _se_personnummer,
        r"person(?:nummer|nr|al.?number|al.?identity)|samordning|swedish|(?<![a-z])pnr(?![a-z])",
    ),
    NationalId("fi-hetu", (10, 11), r"\d{6}[-+ABCDEFUVWXY]\d{3}[0-9A-FHJ-NPR-Y]", _fi_hetu),
    NationalId("be-national-number", (11,), r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", _be_national_number),
    NationalId(
        "be-national-number",
        (11,),
        r"\d{11}",
        _be_national_number,
        r"rijksregister|registre national|national.?(?:register|number)|(?<![a-z])niss|(?<![a-z])insz",
    ),
    NationalId("ch-ahv", (13,), r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", _ch_ahv),
    NationalId(
        "ca-sin",
        (9,),
        r"\d{3}[ -]?\d{3}[ -]?\d{3}",
        _ca_sin,
        r"social.?insurance|(?<![a-z])sin(?:[ _-]?n\w{0,6})?(?![a-z(])|(?<![a-z])nas(?![a-z])",
    ),
    NationalId("cn-resident-id", (18,), r"[1-8]\d{5}(?:19|20)\d{9}[0-9Xx]", _cn_resident_id),
    NationalId(
        "no-fodselsnummer",
        (11,),
        r"\d{6}[ ]?\d{5}",
        _no_fodselsnummer,
        r"f(?:\u00f8|oe?)dsels|personnummer|(?<![a-z])fnr|national.?id",
    ),
    NationalId("dk-cpr", (10,), r"\d{6}-?\d{4}", _dk_cpr, r"(?<![a-z])cpr"),
    NationalId(
        "pt-nif", (9,), r"\d{3}[ ]?\d{3}[ ]?\d{3}", _pt_nif, r"(?<![a-z])nif(?![a-z])|contribuinte"
    ),
    NationalId(
        "za-id",
        (13,),
        r"\d{6}[ ]?\d{4}[ ]?\d{3}",
        _za_id,
        r"south.?african|(?<![a-z])rsa.?id|(?<![a-z])za.?id|national.?id|(?<![a-z])id.?n(?:o|um)",
    ),
    NationalId("mx-curp", (18,), r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d", _mx_curp),
    NationalId("au-tfn", (9,), r"\d{3}[ ]?\d{3}[ ]?\d{3}", _au_tfn, r"(?<![a-z])tfn|tax.?file"),
    NationalId(
        "kr-rrn",
        (13,),
        r"\d{6}-?[1-8]\d{6}",
        _kr_rrn,
        r"(?<![a-z])rrn|resident|jumin|\uc8fc\ubbfc",
    ),
    NationalId(
        "tr-kimlik", (11,), r"\d{11}", _tr_kimlik, r"kimlik|(?<![a-z])tc.?no|(?<![a-z])tckn"
    ),
)

_BEFORE = "[0-9A-Za-z_.+-]"
_AFTER = "(?![0-9A-Za-z_])"


def _behind(letters: str) -> str:
    """Two digits stand here, and so many letters before them, and no word goes on before these."""
    return f"(?<={letters}[0-9]{{2}})(?<!{_BEFORE}{letters}[0-9]{{2}})"


_NINO_REST = "[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[A-Da-d]"
_CANDIDATES = (
    re.compile(
        rf"[0-9](?<!{_BEFORE}[0-9])"
        r"(?:(?:[ .+-]?[0-9]){7,19}(?:[ -]?[A-Za-z]|[A-F][0-9]{3}[0-9A-Z])?"
        r"|[0-9]{5}[A-FU-Y+-][0-9]{3}[0-9A-Z]"
        r"|[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?2[ABab](?:[ ]?[0-9]){8})" + _AFTER
    ),
    re.compile(rf"[XYZxyz](?<!{_BEFORE}[XYZxyz])[ -]?[0-9]{{7}}[ -]?[A-Za-z]{_AFTER}"),
    re.compile(
        rf"[0-9]{{2}}(?:(?P<L6>{_behind('[A-Za-z]{6}')}[A-Za-z][0-9]{{2}}[A-Za-z][0-9]{{3}}[A-Za-z])"
        rf"|(?P<L4>{_behind('[A-Z]{4}')}[0-9]{{4}}[A-Z]{{6}}[0-9A-Z][0-9])"
        rf"|(?P<L2>{_behind('[A-Za-z]{2}')}{_NINO_REST})"
        rf"|(?P<L3>{_behind('[A-Za-z]{2} ')}{_NINO_REST}))" + _AFTER
    ),
)
"""What may be a number of a person. Digits are looked for first: they are rarer than letters. A group's
name says how many characters before them belong to the number."""
_BETWEEN = str.maketrans("", "", " .+-")
_MOST_PIECES = 7
"""Of a row of numbers with spaces between them, so many are tried together."""


def find_national_ids(text: str, small: str) -> Iterator[Find]:
    """Numbers of persons.

    Args:
        text: Any text.
        small: The same, `lowered`.
    """
    for pattern in _CANDIDATES:
        for match in pattern.finditer(text):
            after = text[match.end() : match.end() + 2]
            if after[:1] in (".", "-") and after[1:].isdigit():
                continue
            before = int(match.lastgroup[1:]) if match.lastgroup else 0
            for start, end in _pieces(text, match.start() - before, match.end()):
                rule = _rule(text[start:end], small, start, end)
                if rule is not None:
                    yield Find(start, end, SensitiveKind.PERSONAL, rule, _WEIGHT)
                    break


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole, then its parts between spaces, the long ones first: another number may stand beside it."""
    yield start, end
    spaces = [start + space.start() for space in re.finditer(" ", text[start:end])]
    if 0 < len(spaces) < _MOST_PIECES:
        starts = [start, *(space + 1 for space in spaces)]
        ends = [*spaces, end]
        for count in range(len(starts) - 1, 0, -1):
            for first in range(len(starts) - count + 1):
                yield starts[first], ends[first + count - 1]


def _rule(number: str, small: str, start: int, end: int) -> str | None:
    plain = number.translate(_BETWEEN)
    near: tuple[str, str, str] | None = None
    for each in IDS:
        if len(plain) not in each.lengths or re.fullmatch(each.form, number) is None:
            continue
        if not each.fits(plain):
            continue
        if not each.words:
            return each.rule
        near = near or lines_around(small, start, end)
        if any(re.search(each.words, part) for part in near):
            return each.rule
    return None
