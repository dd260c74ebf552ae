"""Reads articles from the files that suppliers send: CSV with a header, or JSON."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from shop.inventory import Article, Inventory, InventoryError

SKU = re.compile(r"[A-Z]{2}-\d{3,5}")


class ImportFailed(Exception):
    """A file cannot be used at all."""


@dataclass
class ImportReport:
    """What became of the rows of a file."""

    accepted: list[str] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every row was accepted."""
        return not self.rejected


def parse_price(text: str) -> int:
    """A price as suppliers write it, in cents.

    >>> parse_price("1.299,50 EUR")
    129950
    >>> parse_price("12.5")
    1250
    """
    digits = text.replace("EUR", "").replace("€", "").strip()
    if "," in digits and digits.rfind(",") > digits.rfind("."):
        digits = digits.replace(".", "").replace(",", ".")
    else:
        digits = digits.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d{1,2})?", digits):
        raise ValueError(f"not a price: {text!r}")
    whole, _, rest = digits.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def parse_row(row: dict[str, str]) -> Article:
    """One row as an article; says what is wrong with it otherwise."""
    sku = (row.get("sku") or "").strip().upper()
    if not SKU.fullmatch(sku):
        raise ValueError(f"bad article number {sku!r}")
    name = (row.get("name") or "").strip()
    if not name:
        raise ValueError("no name")
    stock = int(row.get("stock") or 0)
    if stock < 0:
        raise ValueError(f"negative stock {stock}")
    tags = {tag.strip() for tag in (row.get("tags") or "").split(";") if tag.strip()}
    return Article(sku, name, parse_price(row.get("price") or ""), stock, tags=tags)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV or JSON file as texts."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    if path.suffix == ".json":
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise ImportFailed(f"{path.name}: line {error.lineno}: {error.msg}") from error
        if not isinstance(rows, list):
            raise ImportFailed(f"{path.name}: a list of articles is needed")
        return [{key: str(value) for key, value in row.items()} for row in rows]
    raise ImportFailed(f"{path.name}: only .csv and .json files can be read")


def import_file(path: Path, inventory: Inventory) -> ImportReport:
    """Take every good row of a file into the inventory and report the others by number."""
    if not path.exists():
        raise ImportFailed(f"{path.name} does not exist")
    report = ImportReport()
    for number, row in enumerate(read_rows(path), start=1):
        try:
            article = parse_row(row)
            inventory.add(article)
        except (ValueError, InventoryError) as error:
            report.rejected.append((number, str(error)))
        else:
            report.accepted.append(article.sku)
    return report
