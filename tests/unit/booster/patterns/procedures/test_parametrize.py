from __future__ import annotations

import pytest

from aqe.booster.patterns import apply_patterns, compile_library
from aqe.catalog.pattern_files import load_patterns
from aqe.domain.pattern import PatternLanguage


def applied(name: str, source: str) -> str:
    """The text after the built-in pattern of that name."""
    chosen = [each for each in load_patterns() if each.id == name]
    library = compile_library(chosen, chosen[0].language)
    done = apply_patterns(library, source)
    assert (done.problem, done.withdrawn) == (None, ())
    return done.text


HEAD = "import pytest\n\n"
SAME = [
    (
        "a fixture",
        "def test_a(stack):\n    assert f(stack, 1)\n    assert f(stack, 2)\n    assert f(stack, 3)\n",
    ),
    (
        "a comment",
        "def test_a():\n    assert f(1) == 1  # one\n    # two\n    assert f(2) == 2\n    assert f(3) == 3\n",
    ),
    (
        "a message",
        "def test_a():\n    assert f(1) == 1, 'x'\n    assert f(2) == 2, 'y'\n    assert f(3) == 3, 'z'\n",
    ),
    (
        "a base",
        "class A(B):\n    def test_a(self):\n        assert f(1)\n        assert f(2)\n        assert f(3)\n",
    ),
    (
        "the same call",
        "def test_a():\n    assert f(1) == 1\n    assert f(1) == 2\n    assert f(1) == 3\n",
    ),
    (
        "a name in use",
        "def test_a():\n    assert value(1)\n    assert value(2)\n    assert value(3)\n",
    ),
    (
        "a format",
        "def test_a():\n    assert f(f'{x}1')\n    assert f(f'{x}2')\n    assert f(f'{x}3')\n",
    ),
    (
        "twice the same",
        "def test_a():\n    assert f(1) == 1\n    assert f(2) == 2\n    assert f(2) == 2\n",
    ),
    (
        "a decorator",
        "@slow\ndef test_a():\n    assert f(1) == 1\n    assert f(2) == 2\n    assert f(3) == 3\n",
    ),
]


@pytest.mark.parametrize(("what", "source"), SAME, ids=[each[0] for each in SAME])
def test_what_does_not_fit_a_table_stays(what: str, source: str) -> None:
    assert applied("py-parametrize-asserts", HEAD + source) == HEAD + source


def test_what_is_the_same_in_all_rows_is_no_column() -> None:
    source = "class TestA:\n    def test_a(self):\n" + "".join(
        f"        assert f({n}, 'x', key=[0]) == -{n}\n" for n in (1, 2, 3)
    )
    done = applied("py-parametrize-asserts", HEAD + source)
    assert done == HEAD + (
        "class TestA:\n"
        "    @pytest.mark.parametrize(\n"
        '        ("value", "expected"),\n'
        "        [\n"
        "            (1, -1),\n            (2, -2),\n            (3, -3),\n"
        "        ],\n"
        "    )\n"
        "    def test_a(self, value, expected):\n"
        "        assert f(value, 'x', key=[0]) == expected\n"
    )


def test_tests_become_one_with_their_names_as_ids() -> None:
    source = "".join(f"def test_f_{n}():\n    assert f('{n}')\n\n\n" for n in ("a", "b", "c"))
    done = applied("py-parametrize-tests", source)
    assert "pytest.param('b', id=\"b\")" in done
    assert done.count("def test") == 1
    assert "def test_f(value):\n    assert f(value)\n" in done


def test_tests_with_something_between_stay() -> None:
    parts = [f"def test_f_{n}():\n    assert f('{n}')\n" for n in ("a", "b", "c")]
    source = "x = 1\n".join(parts)
    assert applied("py-parametrize-tests", source) == source


def test_a_title_with_a_percent_sign_stays() -> None:
    source = (
        "it('50%', () => {\n"
        + "".join(f"  expect(f({n})).toBe({n});\n" for n in (1, 2, 3))
        + "});\n"
    )
    assert applied("ts-parametrize-expects", source) == source


def test_typescript_keeps_its_indentation_and_what_it_is_called() -> None:
    inner = "".join(f"\t\texpect(f({n}, 'x')).toEqual([{n}]);\n" for n in (1, 2, 3))
    source = "describe('d', () => {\n\ttest(\"t\", () => {\n" + inner + "\t});\n});\n"
    assert applied("ts-parametrize-expects", source) == (
        "describe('d', () => {\n\ttest.each([\n\t\t[1, [1]],\n\t\t[2, [2]],\n\t\t[3, [3]],\n"
        "\t])(\"t: %j\", (value, expected) => {\n\t\texpect(f(value, 'x')).toEqual(expected);\n\t});\n});\n"
    )


def test_language_of_the_procedures() -> None:
    with_procedure = {each.id: each.language for each in load_patterns() if each.procedure}
    assert with_procedure["ts-parametrize-expects"] is PatternLanguage.TYPESCRIPT
    assert len(with_procedure) == 3
