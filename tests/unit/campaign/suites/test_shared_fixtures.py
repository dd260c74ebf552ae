"""A shared file of fixtures follows the code: it must not break the suites beside it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.campaign.suites.own_suites import OwnSuites
from aqe.campaign.suites.shared_fixtures import share_fixtures
from aqe.execution.interpreter import find_interpreter
from aqe.syntax.python.seal import seal

CLASS = "class {name}:\n    def size(self):\n        return 0\n"


class Shop:
    """A project with modules and suites, whose fixtures are shared as at the end of a request."""

    def __init__(self, root: Path, store: Any) -> None:
        self.root = root
        self.store = store
        self.out = root / "tests" / "generated"
        self.out.mkdir(parents=True)
        (root / "shop").mkdir()
        (root / "shop" / "__init__.py").touch()
        self.module("Cart")

    @property
    def conftest(self) -> Path:
        return self.out / "conftest.py"

    def module(self, name: str) -> None:
        for module in ("a", "b"):
            (self.root / "shop" / f"{module}.py").write_text("x = 1\n", encoding="utf-8")
        (self.root / "shop" / "cart.py").write_text(CLASS.format(name=name), encoding="utf-8")

    def suite(self, module: str, name: str) -> SubjectReport:
        fixture = name.lower()
        path = self.out / f"test_shop_{module}.py"
        text = (
            f"# Regenerate: aqe test generate shop/{module}.py --seed 0\n"
            f'"""Tests."""\n\nimport pytest\n\nfrom shop.cart import {name}\n\n\n'
            f"@pytest.fixture\ndef {fixture}():\n    return {name}()\n\n\n"
            f"def test_size({fixture}):\n    assert {fixture}.size() == 0\n"
        )
        path.write_text(seal(text), encoding="utf-8")
        source = self.root / "shop" / f"{module}.py"
        return SubjectReport(f"shop.{module}", source, "verified", (path,), 1, runs=("run-1",))

    def share(self, *reports: SubjectReport) -> tuple[str, ...]:
        suites = OwnSuites(
            GenerateOptions((self.root / "shop",), self.root, self.out),
            find_interpreter(self.root, None, {}),
            self.store,
            lambda: datetime(2026, 1, 2, tzinfo=UTC),
            lambda: False,
        )
        return share_fixtures(reports, suites)

    def passes(self) -> bool:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(self.out)]
        done = subprocess.run(command, cwd=self.root, capture_output=True, check=False)
        return done.returncode == 0


@pytest.fixture
def shop(tmp_path: Path, bench: Any) -> Shop:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\npythonpath = ["."]\n', encoding="utf-8"
    )
    shop = Shop(tmp_path, bench.store)
    notes = shop.share(shop.suite("a", "Cart"), shop.suite("b", "Cart"))
    assert notes == ("fixtures that several suites share are in conftest.py: cart",)
    return shop


def test_a_fixture_of_a_class_that_was_renamed_makes_room(shop: Shop) -> None:
    shop.module("Basket")
    notes = shop.share(shop.suite("a", "Basket"), shop.suite("b", "Basket"))
    assert notes == ("fixtures that several suites share are in conftest.py: basket",)
    assert "Cart" not in shop.conftest.read_text()
    assert shop.passes()


def test_nothing_is_told_where_all_is_as_it_was(shop: Shop) -> None:
    before = shop.conftest.read_text()
    notes = shop.share(shop.suite("a", "Cart"), shop.suite("b", "Cart"))
    assert notes == ("fixtures that several suites share are in conftest.py: cart",)
    assert shop.conftest.read_text() == before


def test_one_module_alone_is_not_broken_by_the_others(shop: Shop) -> None:
    shop.module("Basket")
    (note,) = shop.share(shop.suite("a", "Basket"))
    assert note == (
        "conftest.py lost the fixtures cart, since this fails: from shop.cart import Cart;"
        " generate the suites that ask for them again"
    )
    assert not shop.conftest.exists()
    (shop.out / "test_shop_b.py").unlink()
    assert shop.passes()


def test_what_others_ask_for_stays_as_long_as_it_works(shop: Shop) -> None:
    before = shop.conftest.read_text()
    assert shop.share(shop.suite("a", "Cart")) == ()
    assert shop.conftest.read_text() == before
    shop.suite("b", "Cart")
    (note,) = shop.share(shop.suite("a", "Cart"))
    assert note == "conftest.py of an earlier run is removed: no suite asks for its fixtures"
    assert not shop.conftest.exists()
    assert shop.passes()


def test_an_edited_file_stays_and_is_told(shop: Shop) -> None:
    edited = shop.conftest.read_text() + "\n# mine\n"
    shop.conftest.write_text(edited, encoding="utf-8")
    assert shop.share(shop.suite("a", "Cart")) == ()
    shop.module("Basket")
    (note,) = shop.share(shop.suite("a", "Basket"))
    assert note.startswith("conftest.py was edited since it was written, so it stays")
    assert "from shop.cart import Cart" in note
    assert shop.conftest.read_text() == edited


def test_a_file_of_somebody_else_is_not_looked_at(shop: Shop) -> None:
    shop.conftest.write_text("from shop.cart import Gone\n", encoding="utf-8")
    assert shop.share(shop.suite("a", "Cart")) == ()
    assert shop.conftest.read_text() == "from shop.cart import Gone\n"


def test_without_a_suite_that_passed_nothing_is_done(shop: Shop) -> None:
    shop.module("Basket")
    assert shop.share(SubjectReport("shop.a", shop.root / "shop/a.py", "failed")) == ()
    assert shop.conftest.exists()
