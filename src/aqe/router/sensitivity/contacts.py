"""Personal data by which somebody is reached: e-mail addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.nearby import lines_around

__all__ = ["find_emails", "find_phones"]

_WEIGHT = 1

# -- e-mail ----------------------------------------------------------------------------------------

_LOCAL_PART = re.compile(r"[0-9A-Za-z._%+-]{1,64}\Z")
_LOCAL_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-'"
)
_DOMAIN = re.compile(r"(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.){1,6}[A-Za-z]{2,18}")
_RESERVED = re.compile(
    r"(?i)(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local|internal|lan|localdomain)$"
)
"""RFC 2606, section 2 and 3; RFC 6761; RFC 6762 for ``local``."""
_PLACEHOLDER_DOMAIN = re.compile(
    r"(?i)^(?:your[\w-]*|my-?(?:domain|company|site)|(?:some|any)?domain|test|foo|bar|baz|foobar|email|host"
    r"|server|site|company|mail|address|acme|corp|openssh|libssh|spam|eggs|xyz?|abc|[a-z]|example[\w-]*|users\.noreply.*)"
    r"\.[a-z]{2,6}(?:\.[a-z]{2})?$"
)
_NOBODY = re.compile(
    r"(?i)^(?:git|hg|svn|pass(?:word|wd)?|secret|no-?reply|do-?not-?reply|noreply[\w+-]*|mailer-daemon|postmaster|your[\w.-]*"
    r"|user(?:name)?|name|someone|somebody|me|you|x+)$"
)
_IN_ADDRESS = re.compile(r"://[^\s/\"']{0,76}\Z|(?i:message-id:?\s{0,2}<?)\Z")
"""What stands before the user of an address of a server, or before the name of a message."""
_TOP_LEVEL = frozenset(
    """
    com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat post asia
    app dev page blog shop store online site tech cloud email xyz top club live life world today news
    media agency studio design digital services solutions systems software group company network social
    team email global international center academy school university foundation ngo health care clinic
    doctor dental law legal consulting engineering energy industries finance bank insurance money fund
    capital ventures partners work works zone space website web wiki art music photo photography video
    film games game fun run fit bike cafe restaurant bar hotel tours vacations house homes garden land
    farm green eco berlin hamburg koeln cologne bayern wien swiss paris london amsterdam brussels istanbul
    tokyo osaka nyc boston miami vegas quebec moscow madrid barcelona eus gal scot wales cymru africa
    joburg capetown durban rio sydney melbourne eu gmbh ltd llc inc ag srl sarl science plus guru ninja expert
    """.split()
)
_VAGUE_COUNTRY = re.compile(r"\s{0,2}[(\[=]")
"""What follows an attribute or a call, never an address: ``left@right.to(device)``."""


def find_emails(text: str) -> Iterator[Find]:
    """Addresses of RFC 5322, section 3.4.1 (dot-atoms), that may be somebody's."""
    at = text.find("@")
    last = 0
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        if domain is not None:
            start = at
            lowest = max(last, at - 64)
            while start > lowest and text[start - 1] in _LOCAL_CHARACTERS:
                start -= 1
            local = text[start:at].strip(".'")
            start = at - len(text[start:at].lstrip(".'"))
            if local and _is_somebody(text, start, local, domain):
                yield Find(start, domain.end(), SensitiveKind.PERSONAL, "email", _WEIGHT)
                last = domain.end()
        at = text.find("@", at + 1)


def _is_somebody(text: str, start: int, local: str, domain: re.Match[str]) -> bool:
    host = domain.group()
    end = domain.end()
    top = host.rpartition(".")[2].lower()
    if len(top) != 2 and top not in _TOP_LEVEL:
        return False
    if not any(character.isalpha() for character in local + host.partition(".")[0]):
        return False
    if _RESERVED.search(host) or _PLACEHOLDER_DOMAIN.match(host) or _NOBODY.match(local):
        return False
    if _VAGUE_COUNTRY.match(text, end) or text[end : end + 1] in ("_", "@"):
        return False
    if text[end : end + 1] == ":" and text[end + 1 : end + 2].isalpha():
        return False  # host:path of scp
    if _IN_ADDRESS.search(text, max(0, start - 80), start) or text[start - 1 : start] == "{":
        return False
    return _LOCAL_PART.match(local) is not None


# -- telephone ---------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"[+(0-9](?<![0-9A-Za-z_.+/=#-][+(0-9])[\d \u00a0().\-/]{5,26}(?<=\d)(?![0-9A-Za-z_]|[.,:-]\d)"
)
_PARTS = re.compile(r"(\+|00[ ]?)?(\(?\d[\d \u00a0().\-/]{5,22}\d)\Z")
_WORDS = re.compile(
    r"(?<![a-z])(?:(?:tele)?phones?|tel[e\u00e9]?fon\w{0,4}|tel|mobile?|mobil\w{0,4}|cell(?:phone)?|handy|fax|call"
    r"|dial|ring|sms|whatsapp|signal|hotline|contact|pager|msisdn|phone_?n\w{0,5})(?![a-z])|phone"
)
_NORTH_AMERICA = re.compile(
    r"(?:\+?1[ .-]?)?(?:\(([2-9]\d\d)\)[ ]?|([2-9]\d\d)([.-]))([2-9]\d\d)[.-](\d{4})\Z"
)
_CALLING_CODES = re.compile(
    r"1|7|2[07]|2[1-689]\d|3[0-4]|3[578]\d|36|39|4[0-1]|42\d|4[3-9]|5[1-8]|50\d|59\d|6[0-6]|6[7-9]\d"
    r"|8[1246]|8[058]\d|9[0-58]|9[679]\d"
)
"""ITU-T E.164 and the list of assigned country codes."""
_FICTIONAL = re.compile(
    r"1?[2-9]\d\d555\d{4}\Z"  # North American Numbering Plan: 555
    r"|(?:44|0)(?:1632960\d{3}|2079460\d{3}|7700900\d{3}|8081570\d{3}|3069990\d{3}|9098790\d{3})\Z"
    r"|(?:44|0)(?:113|114|115|116|117|118|121|131|141|151|161|191|20|28|29)(?:496|7946|9018|9649|9180)0\d{3}\Z"
    r"|(?:61|0)(?:[2378](?:5550|7010)\d{4}|49157\d{4})\Z"
    r"|(?:49|0)(?:3023125|4066969|6990009|2214710|8999998)\d{2,3}\Z"
)
"""Kept free for stories: NANPA (555), Ofcom and ACMA (numbers for drama), Bundesnetzagentur."""

_OTHER_NUMBER = re.compile(
    r"\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{4}|\d+\.\d+\Z|\d{1,3}(?:\.\d{1,3}){3}\Z"
    r"|(?:19|20)\d\d[-/ ](?:19|20)\d\d\Z"
)
"""Dates, fractions, addresses of the internet protocol, ranges of years."""


def find_phones(text: str, small: str) -> Iterator[Find]:
    """Telephone numbers in the forms in which people write them.

    Args:
        text: Any text.
        small: The same, `lowered`.
    """
    for match in _NUMBER.finditer(text):
        parts = _PARTS.match(match.group())
        if parts is not None and _is_phone(small, *match.span(), *parts.groups()):
            yield Find(*match.span(), SensitiveKind.PERSONAL, "phone", _WEIGHT)


def _is_phone(small: str, start: int, end: int, prefix: str | None, number: str) -> bool:
    digits = "".join(filter(str.isdigit, number.replace("(0)", "")))
    international = prefix is not None and (prefix == "+" or len(digits) > 8)
    whole = digits if prefix is None or international else "00" + digits
    if (
        not 7 <= len(whole) <= 15
        or len(set(whole)) < 4
        or _FICTIONAL.match(whole)
        or _OTHER_NUMBER.match(number)
    ):
        return False
    above, before, after = lines_around(small, start, end)
    is_spoken_of = bool(_WORDS.search(before) or _WORDS.search(after[:40]))
    if international:
        if prefix != "+" and not (is_spoken_of or before[-1:] in "\"'"):
            return False
        is_written = any(not each.isdigit() for each in number) or before[-1:] in "\"':"
        return (
            _CALLING_CODES.match(whole) is not None
            and len(whole) >= 8
            and (is_spoken_of or (is_written and before[-1:] not in "0123456789)]"))
        )
    american = _NORTH_AMERICA.match(number)
    if american is not None:
        return american.group(3) != "." or is_spoken_of
    if not is_spoken_of and not _WORDS.search(above):
        return False
    return is_spoken_of and whole[0] == "0" and len(whole) >= 9
