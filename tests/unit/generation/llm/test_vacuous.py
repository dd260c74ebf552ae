"""Comparisons that hold whatever the subject gives are refused; honest ones of the same shape are not."""

from __future__ import annotations

import ast

import pytest

from aqe.generation.llm.vacuous import vacuous


def reasons(text: str) -> list[str]:
    return list(vacuous(ast.parse(text)))


@pytest.mark.parametrize(
    "condition",
    [
        "total(1) == approx(0, abs=float('inf'))",
        "total(1) == pytest.approx(0, abs=math.inf)",
        "total(1) == pytest.approx(5, rel=1)",
        "total(1) == pytest.approx(5, 1e3)",
        "total(1) == pytest.approx(5, None, 1e12)",
        "total(1) == pytest.approx(5, abs=6)",
        "total(1) == pytest.approx(total(2), abs=10**12)",
        "total(1) == pytest.approx(5, abs=1e400)",
        "total(1) == pytest.approx(5, abs=10**400)",
        "total(1) == pytest.approx(5, abs=-(-1e9))",
        "total(1) == pytest.approx(5, rel=2 - 0.5)",
        "total(1) == pytest.approx(5, rel=sys.float_info.max)",
        "math.isclose(total(1), 5, rel_tol=1.0)",
        "math.isclose(total(1), 5, abs_tol=inf)",
        "self.assertAlmostEqual(total(1), 5, delta=1e6)",
        "self.assertAlmostEqual(total(1), 5, places=-4)",
        "self.assertAlmostEqual(total(1), 5, -4)",
    ],
)
def test_a_tolerance_without_a_limit_is_refused(condition: str) -> None:
    (reason,) = reasons(f"def test_a():\n    assert {condition}")
    assert reason.startswith("it tolerates any result: ")


def test_a_tolerance_behind_a_name_is_read() -> None:
    (reason,) = reasons(
        "WIDE = 10 ** 30\ndef test_a():\n    assert total(1) == approx(3, abs=WIDE)"
    )
    assert reason == "it tolerates any result: approx(3, abs=WIDE)"
    twice = "wide = 1e30\nwide = 0.1\ndef test_a():\n    assert total(1) == approx(3, abs=wide)"
    assert reasons(twice) == []


@pytest.mark.parametrize(
    "condition",
    [
        "total(1) == pytest.approx(5)",
        "total(1) == pytest.approx(5, rel=0.3)",
        "total(1) == pytest.approx(5, abs=0.5)",
        "total(1) == pytest.approx(5, abs=5)",
        "total(1) == pytest.approx(0, abs=1)",
        "total(1) == pytest.approx(0.25, abs=1)",
        "total(1) == pytest.approx(1700000000, abs=3600)",
        "total(1) == pytest.approx(total(2), abs=1e6)",
        "total(1) == pytest.approx([1, 2], abs=unknown)",
        "math.isclose(total(1), 5)",
        "math.isclose(total(1), 5, rel_tol=1e-6, abs_tol=1e-9)",
        "self.assertAlmostEqual(total(1), 5, places=2)",
        "self.assertAlmostEqual(total(1), 5, delta=1)",
        "total(1) == pytest.approx(5, abs=1 / 0)",
    ],
)
def test_a_tolerance_that_tells_numbers_apart_stays(condition: str) -> None:
    assert reasons(f"def test_a():\n    assert {condition}") == []


ALWAYS = "class Always:\n    def {name}(self, other):\n        return {value}\n\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            ALWAYS.format(name="__gt__", value="True") + "assert total(1) < Always()",
            "it defines __gt__, which does not look at what is compared",
        ),
        (
            ALWAYS.format(name="__contains__", value="1") + "assert total(1) in Always()",
            "it defines __contains__, which does not look at what is compared",
        ),
        (
            ALWAYS.format(name="__gt__", value="other is not self") + "assert total(1) < Always()",
            "it compares with a class of its own: total(1) < Always()",
        ),
        (
            ALWAYS.format(name="__le__", value="bool(other) or True")
            + "most = Always()\nassert 0 < total(1) <= most",
            "it compares with a class of its own: 0 < total(1) <= most",
        ),
        (
            "class Always:\n    __lt__ = lambda self, other: True\n\nassert total(1) > Always()",
            "it compares with a class of its own: total(1) > Always()",
        ),
        (
            "always = type('A', (), {'__lt__': lambda s, o: True})()\nassert total(1) > always",
            "it names __lt__, which may make a comparison true",
        ),
        (
            "double = MagicMock(**{'__gt__.return_value': True})\nassert total(1) < double",
            "it names __gt__, which may make a comparison true",
        ),
        (
            "double.__gt__.return_value = True\nassert total(1) < double",
            "it replaces __gt__, which may make a comparison true",
        ),
        (
            "Thing.__lt__ = print\nassert total(1) > Thing()",
            "it replaces __lt__, which may make a comparison true",
        ),
        (
            "with warnings.catch_warnings():\n    assert total(1).__lt__('x')",
            "it calls __lt__ and silences warnings: no answer counts as true",
        ),
    ],
)
def test_an_order_of_its_own_is_refused(text: str, reason: str) -> None:
    assert reason in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        # What the subject is to sort has an order.
        (
            "class Item:\n    def __init__(self, n):\n        self.n = n\n"
            "    def __lt__(self, other):\n        return self.n < other.n\n\n"
            "first = Item(1)\nassert total([Item(2), first]) is first\nassert total([first]) == first"
        ),
        (
            "class Bag:\n    def __contains__(self, thing):\n        return thing == 3\n\n"
            "assert total(Bag()) == 3"
        ),
        "assert total(1).__lt__(3)",
        "assert total(1).__lt__('x') is NotImplemented",
        "with warnings.catch_warnings():\n    assert total(1) < 3",
        "assert hasattr(total(1), '__lt__')",
    ],
)
def test_honest_orders_stay(text: str) -> None:
    assert reasons(text) == []
