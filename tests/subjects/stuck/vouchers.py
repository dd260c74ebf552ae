"""Vouchers with a check digit over a digest: a code cannot be guessed."""

from __future__ import annotations

import hashlib

PREFIX = "VC"


class VoucherError(ValueError):
    """A code that is no voucher."""


def checksum(body: str) -> str:
    """Six hex digits over the body."""
    return hashlib.sha256(f"{PREFIX}:{body}".encode()).hexdigest()[:6]


def parse(code: str) -> tuple[str, int]:
    """Campaign and cents of a code such as ``VC-SUMMER-2500-1a2b3c``."""
    parts = code.split("-")
    if len(parts) != 4 or parts[0] != PREFIX:
        raise VoucherError("not a voucher")
    body = f"{parts[1]}-{parts[2]}"
    if checksum(body) != parts[3]:
        raise VoucherError("checksum")
    cents = int(parts[2])
    if cents <= 0:
        raise VoucherError("worthless")
    if cents > 50_000:
        raise VoucherError("too much")
    campaign = parts[1]
    if campaign == "SUMMER":
        cents += cents // 10
    elif campaign == "STAFF":
        if cents < 1_000:
            cents = 1_000
    elif campaign.startswith("OLD"):
        cents -= cents // 4
    return campaign, cents


def redeem(codes: list[str], total: int) -> tuple[int, list[str]]:
    """What is left to pay, and the codes that were not needed."""
    unused = []
    for code in codes:
        try:
            _, cents = parse(code)
        except VoucherError:
            unused.append(code)
            continue
        if total <= 0:
            unused.append(code)
        elif cents >= total:
            total = 0
        else:
            total -= cents
    return total, unused
