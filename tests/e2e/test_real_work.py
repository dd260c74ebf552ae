"""The commands that run code, on a small project: what they print, write, record and leave alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from .conftest import ENDLESS, SOURCE, Run

pytestmark = pytest.mark.slow

CART = '''\
def total(prices, discount=0):
    """The price of a cart."""
    if discount > 100:
        raise ValueError("discount is above 100")
    amount = sum(prices)
    if amount > 1000:
        return amount * (100 - discount) // 100
    return amount


def label(amount):
    return f"{amount} EUR"
'''
TESTS = """\
import pytest

from shop.cart import total


def test_small_carts_have_no_discount():
    assert total([1, 2], 50) == 3


def test_discount_has_a_limit():
    with pytest.raises(ValueError):
        total([1], 101)
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """A project with a package, half of it tested."""
    (project / "src" / "shop").mkdir(parents=True)
    (project / "src" / "shop" / "__init__.py").write_text("")
    (project / "src" / "shop" / "cart.py").write_text(CART)
    (project / "src" / "shop" / "untouched.py").write_text("def never():\n    return 1\n")
    (project / "tests").mkdir()
    (project / "tests" / "test_cart.py").write_text(TESTS)
    return project


def test_a_run_is_printed_recorded_and_exported(aqe: Run, shop: Path) -> None:
    ended = aqe(
        "test",
        "run",
        "--junit",
        "out/j.xml",
        "--cobertura",
        "out/c.xml",
        "--lcov",
        "out/l",
        "--html",
        "out/r.html",
        "--sarif",
        "out/s.json",
    )

    assert ended.code == 0, ended.errors
    assert "2 passed" in ended.output
    assert parse(shop / "out" / "j.xml").getroot().get("tests") == "2"
    files = {each.get("filename") for each in parse(shop / "out" / "c.xml").iter("class")}
    assert {"src/shop/cart.py", "src/shop/untouched.py"} <= files
    assert "SF:src/shop/cart.py" in (shop / "out" / "l").read_text()
    assert json.loads((shop / "out" / "s.json").read_text())["version"] == "2.1.0"
    assert (shop / "out" / "r.html").read_text().startswith("<!DOCTYPE html>")

    report = aqe("coverage", "report", "--json").json()["result"]
    cart = next(each for each in report["files"] if each["path"] == "src/shop/cart.py")
    assert cart["missing_lines"] == [7, 12]
    gaps = aqe("coverage", "gaps", "--json").json()["result"]["gaps"]
    assert {each["qualname"] for each in gaps} == {"total", "label", "never"}
    assert aqe("gate").code == 1


def test_a_failing_test_is_a_finding(aqe: Run, shop: Path) -> None:
    (shop / "tests" / "test_bad.py").write_text("def test_bad():\n    assert 1 == 2\n")

    ended = aqe("test", "run", "--no-coverage", "--json")

    assert ended.code == 1
    result = ended.json()["result"]
    assert [each["test"] for each in result["broken"]] == ["tests/test_bad.py::test_bad"]
    assert result["outcomes"]["passed"] == 2
    assert result["files"] is None


def test_mutants_are_told_with_their_diffs(aqe: Run, shop: Path) -> None:
    ended = aqe("mutate", "src/shop/cart.py", "--tests", "tests", "--json")

    assert ended.code == 0, ended.errors
    (file,) = ended.json()["result"]["files"]
    assert file["states"]["killed"] > 0
    assert file["states"]["no-coverage"] > 0
    survivor = next(each for each in file["mutants"] if each["state"] == "no-coverage")
    assert "@@" in survivor["diff"]
    assert (shop / "src" / "shop" / "cart.py").read_text() == CART
    assert "Mutants: " in aqe("report").output


def test_a_flaky_test_is_found(aqe: Run, shop: Path) -> None:
    (shop / "tests" / "test_set.py").write_text(
        "import os\n\n\ndef test_order():\n    assert os.environ['PYTHONHASHSEED'] != '1'\n"
    )

    ended = aqe("flaky", "--runs", "3", "--json")

    assert ended.code == 1
    first = ended.json()["result"]["tests"][0]
    assert first["test"] == "tests/test_set.py::test_order"
    assert first["verdict"] == "flaky"
    assert first["cause"] == "hash-seed"
    assert first["cause_reruns"] == 5
    assert "came again in 3 of 3 reruns" in first["cause_reason"]
    shown = aqe("report", first["example"]).output
    assert "hash seed 1" in shown
    assert "cause: hash-seed (5 reruns): " in shown


def test_a_suite_is_generated_and_passes(aqe: Run, shop: Path) -> None:
    ended = aqe("test", "generate", "src/shop/cart.py", "--executions", "300", "--json")

    assert ended.code == 0, ended.errors
    (subject,) = ended.json()["result"]["subjects"]
    assert subject["status"] == "verified"
    assert subject["tests"] > 0
    (file,) = subject["files"]
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(shop / file)],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": str(shop / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert again.returncode == 0, again.stdout


def test_a_dry_run_writes_no_suite(aqe: Run, shop: Path) -> None:
    ended = aqe("test", "generate", "src/shop/cart.py", "--executions", "200", "--dry-run")

    assert ended.code == 0
    assert "def test_" in ended.output
    assert not (shop / "tests" / "generated").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.py", b"def f(:\n", "syntax error"),
        ("empty.py", b"", "no code"),
        ("lost.py", b"import nothing_like_this\n", "cannot be imported"),
    ],
)
def test_bad_sources_are_told(
    aqe: Run, project: Path, name: str, content: bytes, message: str
) -> None:
    (project / name).write_bytes(content)

    ended = aqe("test", "generate", name, "--budget", "2")

    assert ended.code == 3
    assert message in ended.output
    assert not (project / "tests").exists() or not list((project / "tests").rglob("*.py"))


def test_an_interruption_keeps_what_is_verified(shop: Path) -> None:
    (shop / "src" / "shop" / "sealed.py").write_text(ENDLESS)
    process = subprocess.Popen(
        [sys.executable, "-m", "aqe", "test", "generate", "src/shop", "--budget", "60", "--json"],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "  done  " in process.stderr.readline()  # whichever of them comes first
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=120)

    assert process.returncode == 130, errors
    document = json.loads(output)
    assert document["status"] == "interrupted"
    assert document["result"]["interrupted"] is True
    assert "Press Ctrl-C again" in errors
