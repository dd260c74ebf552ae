"""Stock of the warehouse: pieces on the shelf and pieces reserved for orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class InventoryError(Exception):
    """The stock does not allow what was asked."""


class UnknownArticle(InventoryError, KeyError):
    """No article has this number."""

    def __str__(self) -> str:
        return f"unknown article {self.args[0]}"


class OutOfStock(InventoryError):
    """Fewer pieces are free than were asked for."""

    def __init__(self, sku: str, wanted: int, free: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted, {free} free")
        self.sku = sku
        self.missing = wanted - free


@dataclass
class Article:
    """One article with its stock."""

    sku: str
    name: str
    unit_price: int
    on_shelf: int = 0
    reserved: int = 0
    tags: set[str] = field(default_factory=set)

    @property
    def free(self) -> int:
        """Pieces that can still be promised to somebody."""
        return self.on_shelf - self.reserved

    @property
    def is_scarce(self) -> bool:
        """Whether fewer than five pieces are free."""
        return self.free < 5


class Inventory:
    """All articles by their number."""

    def __init__(self) -> None:
        self._articles: dict[str, Article] = {}

    def __len__(self) -> int:
        return len(self._articles)

    def __contains__(self, sku: object) -> bool:
        return sku in self._articles

    def __iter__(self) -> Iterator[Article]:
        return iter(sorted(self._articles.values(), key=lambda article: article.sku))

    def add(self, article: Article) -> None:
        """Take in an article, or more pieces of one that is there already."""
        known = self._articles.get(article.sku)
        if known is None:
            self._articles[article.sku] = article
        elif known.name != article.name:
            raise InventoryError(f"{article.sku} is {known.name!r}, not {article.name!r}")
        else:
            known.on_shelf += article.on_shelf
            known.tags |= article.tags

    def article(self, sku: str) -> Article:
        """The article with that number."""
        try:
            return self._articles[sku]
        except KeyError:
            raise UnknownArticle(sku) from None

    def reserve(self, sku: str, quantity: int) -> None:
        """Promise pieces to an order."""
        article = self.article(sku)
        if quantity <= 0:
            raise ValueError("reserve at least one piece")
        if article.free < quantity:
            raise OutOfStock(sku, quantity, article.free)
        article.reserved += quantity

    def release(self, sku: str, quantity: int) -> None:
        """Give back promised pieces."""
        article = self.article(sku)
        article.reserved = max(0, article.reserved - quantity)

    def ship(self, sku: str, quantity: int) -> None:
        """Take promised pieces off the shelf."""
        article = self.article(sku)
        if article.reserved < quantity:
            raise InventoryError(f"{sku}: only {article.reserved} pieces are reserved")
        article.reserved -= quantity
        article.on_shelf -= quantity

    @contextmanager
    def reservation(self, wanted: dict[str, int]) -> Iterator[int]:
        """Reserve several articles; when one of them or the body fails, give everything back."""
        done: list[tuple[str, int]] = []
        try:
            for sku, quantity in wanted.items():
                self.reserve(sku, quantity)
                done.append((sku, quantity))
            yield sum(wanted.values())
        except BaseException:
            for sku, quantity in reversed(done):
                self.release(sku, quantity)
            raise

    def search(self, text: str = "", *, tag: str | None = None, scarce: bool = False) -> list[str]:
        """Numbers of the articles whose name holds the text, by name."""
        found = [
            article
            for article in self
            if text.lower() in article.name.lower()
            and (tag is None or tag in article.tags)
            and (not scarce or article.is_scarce)
        ]
        return [article.sku for article in sorted(found, key=lambda article: article.name)]
