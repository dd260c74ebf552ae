"""Numbers of bank accounts and payment cards, told from other numbers by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.checksums import iso7064_mod97_10, luhn
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.nearby import lines_around

__all__ = ["find_cards", "find_ibans"]

_WEIGHT = 2

# -- accounts: ISO 13616 -----------------------------------------------------------------------------

_IBAN = re.compile(
    r"[0-9]{2}(?<=[A-Za-z]{2}[0-9]{2})(?<![0-9A-Za-z][A-Za-z]{2}[0-9]{2})"
    r"(?:[ \u00a0-]?[0-9A-Za-z]){11,30}"
)
"""From the check digits on: digits are rarer in source than letters."""
_IBAN_LENGTHS = dict(
    zip(
        *[
            iter(
                """
    AD 24 AE 23 AL 28 AT 20 AZ 28 BA 20 BE 16 BG 22 BH 22 BI 27 BR 29 BY 28 CH 21 CR 22 CY 28 CZ 24
    DE 22 DJ 27 DK 18 DO 28 EE 20 EG 29 ES 24 FI 18 FK 18 FO 18 FR 27 GB 22 GE 22 GI 23 GL 18 GR 27
    GT 28 HN 28 HR 21 HU 28 IE 22 IL 23 IQ 23 IS 26 IT 27 JO 30 KW 30 KZ 20 LB 28 LC 32 LI 21 LT 20
    LU 20 LV 21 LY 25 MC 27 MD 24 ME 22 MK 19 MN 20 MR 27 MT 31 MU 30 NI 28 NL 18 NO 15 OM 23 PK 24
    PL 28 PS 29 PT 25 QA 29 RO 24 RS 22 RU 33 SA 24 SC 31 SD 18 SE 24 SI 19 SK 24 SM 27 SO 23 ST 25
    SV 28 TL 23 TN 24 TR 26 UA 29 VA 22 VG 24 XK 20 YE 30
    """.split()
            )
        ]
        * 2,
        strict=True,
    )
)
"""Characters of an account number by country: SWIFT, IBAN Registry, release 99."""


def find_ibans(text: str) -> Iterator[Find]:
    """International account numbers with the right length and check digits (ISO 13616-1)."""
    for match in _IBAN.finditer(text):
        start = match.start() - 2
        length = int(_IBAN_LENGTHS.get(text[start : start + 2].upper(), "0"))
        end = _end_after(text, start, match.end(), length) if length else None
        if end is None or text[end : end + 1].isalnum():
            continue
        number = re.sub(r"[ \u00a0-]", "", text[start:end])
        if (number.isupper() or number.islower()) and iso7064_mod97_10(number[4:] + number[:4]):
            yield Find(start, end, SensitiveKind.PERSONAL, "iban", _WEIGHT)


def _end_after(text: str, start: int, end: int, count: int) -> int | None:
    """Where so many letters and digits have gone by; None where the match has fewer."""
    for place in range(start, end):
        count -= text[place].isalnum()
        if count == 0:
            return place + 1
    return None


# -- cards: ISO/IEC 7812 -----------------------------------------------------------------------------

_CARD = re.compile(
    r"[0-9](?<![0-9A-Za-z_.+-][0-9])(?:"
    r"(\d{3}([ \u00a0_-])\d{4}\2\d{4}\2\d{4})"
    r"|(\d{3}([ \u00a0_-])\d{6}\4\d{4,5})"
    r"|(\d{12,18}))(?![0-9A-Za-z_]|[.-]\d)"
)
_ISSUER = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})\Z"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}\Z"  # Mastercard
    r"|3[47]\d{13}\Z"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}\Z|3[689]\d{14}\Z"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}\Z"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}\Z"  # JCB
    r"|62\d{14,17}\Z|81\d{14}\Z"  # UnionPay
    r"|(?:50|5[6-9]|6[0379])\d{11,17}\Z"  # Maestro
    r"|220[0-4]\d{12,15}\Z|9792\d{12}\Z|60\d{14}\Z|65\d{14}\Z"  # Mir, Troy, RuPay
)
"""Leading digits and lengths by issuer, as the schemes publish them (ISO/IEC 7812-1, clause 4)."""
_PUBLISHED_TESTS = frozenset(
    """
    4111111111111111 4012888888881881 4222222222222 4242424242424242 4000056655665556 4000000000000002
    4000000000009995 4000002500003155 4000002760003184 4000000000000077 4917610000000000 4005519200000004
    4009348888881881 4012000033330026 4012000077777777 4217651111111119 4500600000000061 4444333322221111
    4988438843884305 4166676667666746 4646464646464644 4000620000000007 4000060000000006 4293189100000008
    4571000000000001 4532015112830366 4539578763621486 4716461583322103 4485275742308327 4556737586899855
    5555555555554444 5200828282828210 5105105105105100 5454545454545454 5425233430109903 5500000000000004
    5555341244441115 5431111111111111 5577000055770004 5136333333333335 5585558555855583 5424000000000015
    2223003122003222 2222400070000005 2222410740360010 2223000048400011 2223520443560010 2222420000001113
    378282246310005 371449635398431 378734493671000 370000000000002 374245455400126 374251018720018
    341111111111111 340000000000009 371144371144376 6011111111111117 6011000990139424 6011000400000000
    6011601160116611 6011000000000004 6011981111111113 6445644564456445 30569309025904 38520000023237
    36006666333344 36227206271667 3056930009020004 36148900647913 30000000000004 3530111333300000
    3566002020360505 3569990010095841 3566111111111113 3528000700000000 6200000000000005 6243030000000001
    6250941006528599 6304000000000000 6759649826438453 5019717010103742 6771798021000008 6799990100000000019
    """.split()
)
"""Numbers that schemes and payment services publish for tests: nobody's cards."""
_QUOTES = ("'", '"')
_WORDS = re.compile(
    r"(?<![a-z])(?:cards?|credit|debit|cc|ccnum|pan|visa|master\s?card|maestro|amex|american express|diners"
    r"|discover|jcb|union\s?pay|kreditkarte|carte|tarjeta|carta|cart\u00e3o|cardno)(?![a-z])|card"
)


_GIVEN = re.compile(r"(?:[=(\[,{:]|==|!=|\bin|\breturn)\s{0,4}\Z")
_END_OF_GIVEN = re.compile(r"\s{0,4}(?:[),\]};:#]|\Z|\r?\n)")
_OTHER_NUMBER = re.compile(
    r"(?<![a-z])(?:orders?|invoices?|ids?|isbn|imei|imsi|iccid|gtin|ean|upc|seed|hash|prime|factor|multiplier|mask"
    r"|bits?|ns|us|ms|nanos|micros|time\w{0,6}|stamp|epoch|offset|size|count|total|length|limit|max|min|bytes"
    r"|tracking|parcel|serial|snowflake|sequence|version|build|random|coefficients?|constant|magic)(?![a-z])"
    r"|_id|id_|number_of"
)
"""What speaks of another number than one of a card."""


def find_cards(text: str, small: str) -> Iterator[Find]:
    """Card numbers of a known issuer with the right check digit (ISO/IEC 7812-1, annex B).

    Args:
        text: Any text.
        small: The same, `lowered`.
    """
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) < 13 or _ISSUER.match(digits) is None or not luhn(digits):
            continue
        if digits in _PUBLISHED_TESTS or len(set(digits)) < 5:
            continue
        _, before, after = lines_around(small, *match.span())
        is_grouped = match.group(5) is None
        is_given = (
            len(digits) in (15, 16)
            and _GIVEN.search(before) is not None
            and _END_OF_GIVEN.match(after) is not None
            and _OTHER_NUMBER.search(before) is None
            and _OTHER_NUMBER.search(after) is None
        )
        is_quoted = len(digits) in (15, 16) and before[-1:] in _QUOTES and after[:1] in _QUOTES
        if (
            is_grouped
            or is_quoted
            or is_given
            or _WORDS.search(before)
            or _WORDS.search(after[:60])
        ):
            yield Find(*match.span(), SensitiveKind.PERSONAL, "card", _WEIGHT)
