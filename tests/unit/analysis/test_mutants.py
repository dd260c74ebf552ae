"""Mutants against lists made by hand."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from aqe.analysis import mutants
from aqe.analysis.mutants import equivalent_by_bytecode, mutants_of, sample
from aqe.analysis.mutation.operators import OPERATORS
from aqe.domain.mutant import Mutant
from aqe.errors import SourceError


def changes(source: str) -> list[tuple[str, str, str]]:
    return [(each.operator, each.original, each.replacement) for each in mutants_of(source, "m")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a == b", [("return", "return a == b", "return None"), ("comparison", "==", "!=")]),
        (
            "yield a < b",
            [
                ("yield", "yield a < b", "yield None"),
                ("comparison", "<", ">="),
                ("boundary", "<", "<="),
            ],
        ),
        ("x = a is not b", [("comparison", "is not", "is")]),
        ("x = a not  in b", [("comparison", "not  in", "in")]),
        ("x = (a) # <\n    x = a", []),
        ("x = a + b", [("arithmetic", "+", "-")]),
        ("x = (a)//(b)", [("arithmetic", "//", "/")]),
        ("a -= b", [("augmented", "-=", "+="), ("plain-assignment", "-=", "=")]),
        ("x = a and b and c", [("logical", "and", "or"), ("logical", "and", "or")]),
        ("x = not a", [("not-removed", "not ", "")]),
        ("x = -a", [("sign", "-", "")]),
        ("if a: b = a", [("condition", "a", "not (a)")]),
        ("x = [b for b in a if b.c]", [("condition", "b.c", "not (b.c)")]),
        ("x = True", [("boolean", "True", "False")]),
        ("x = 7", [("number", "7", "6"), ("number", "7", "8")]),
        ("x = 'é' 'b'", [("string", "'é' 'b'", "'XXéb'")]),
        ("x = f'{a}!'", [("string", "", "XX")]),
        ("a.go(b)", [("statement", "a.go(b)", "pass")]),
        ("a.c = b", [("statement", "a.c = b", "pass")]),
        ("raise a", [("raise", "raise a", "pass")]),
        ("for a in b: break", [("loop", "break", "continue")]),
        (
            "try: a = b\n    except (KeyError, OSError): a = c",
            [
                ("except", "(KeyError, OSError)", "(KeyError,)"),
                ("except", "(KeyError, OSError)", "(OSError,)"),
            ],
        ),
        ("x = a[b:c]", [("slice", "b", ""), ("slice", "c", "")]),
    ],
)
def test_each_operator_changes_its_span(body: str, expected: list[tuple[str, str, str]]) -> None:
    source = f"def f(a, b, c):\n    {body}\n"
    assert sorted(changes(source)) == sorted(expected)


def test_defaults_become_none() -> None:
    assert changes("def f(a=(), *, b=X, c=None): ...\n") == [
        ("default", "()", "None"),
        ("default", "X", "None"),
    ]


@pytest.mark.parametrize("decorator", ["wraps(f)", "functools.wraps(f)"])
def test_a_wrapper_keeps_its_own_name(decorator: str) -> None:
    source = f"def outer(f):\n    @other\n    @{decorator}\n    def inner(): ...\n"
    assert changes(source) == [("wrapper", decorator, "lambda function: function")]


def test_parts_of_a_long_function_have_the_mutants_that_they_have_in_a_short_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = """
    class Part:
        size = 3

        @wraps(all)
        def go(self, a):
            total = 0

            def count():
                nonlocal total
                total += 1

            return a + total
    """
    short = f"def make():{part}"
    long = f'def make():\n    """{"Much. " * 4000}"""{part}'

    compiled: list[int] = []

    def measured(text: str, *arguments: object, **options: object) -> object:
        compiled.append(len(text))
        return compile(text, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(mutants, "compile", measured, raising=False)
    found = changes(long)
    assert max(compiled) < 1000
    assert found == changes(short)
    assert {"number", "wrapper", "augmented", "arithmetic"} <= {each[0] for each in changes(long)}


def test_every_operator_has_a_mutant_in_its_own_example() -> None:
    source = dedent(
        """
        def f(a, b, c, d=()):
            a += 1
            for x in b[1:]:
                if not a or a < 2 and a == -b:
                    break
            try:
                c.go(True)
            except KeyError:
                raise ValueError("x")
            yield a
            return a + 1 if b else 1

        @wraps(f)
        def g(): ...
        """
    )
    assert {each.operator for each in mutants_of(source, "m")} == {each.name for each in OPERATORS}


@pytest.mark.parametrize(
    "source",
    [
        '"""Doc."""\n',
        "__version__ = '1'\n__all__ = ['a']\n",
        "def f(a: 'int' = None) -> 'str':\n    '''Doc.'''\n",
        "@decorate(1)\ndef f(): ...\n",
        "class A(B, metaclass=C(1)):\n    '''Doc.'''\n",
        "x: Literal['a', 3]\n",
        "def f(a):\n    logger.debug('x %s', 1)\n    print('x')\n    warnings.warn('x', 3)\n",
        "if __name__ == '__main__':\n    main(1)\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "T = TypeVar('T', bound='A')\n",
        "def f(a):\n    assert a.b, 'message'\n",
        "import os\nfrom a import b\n",
    ],
)
def test_what_no_test_should_notice_is_left_alone(source: str) -> None:
    assert changes(source) == []


def test_places_count_characters_and_lines() -> None:
    source = 'def f(a):\n    x = "äöü"; return a + x  # naïve\n'
    found = next(each for each in mutants_of(source, "m") if each.operator == "arithmetic")
    assert (found.line, source[found.start], found.original) == (2, "+", "+")
    assert found.apply(source) == source.replace("a + x", "a - x")


def test_qualified_names_are_those_of_python() -> None:
    source = dedent(
        """
        X = 1
        class A:
            y = 2
            def m(self):
                def inner(): return 3
                class B:
                    def k(self): return 4
        """
    )
    found = {
        each.original: each.qualname
        for each in mutants_of(source, "m")
        if each.operator == "number"
    }
    assert found == {
        "1": "<module>",
        "2": "A",
        "3": "A.m.<locals>.inner",
        "4": "A.m.<locals>.B.k",
    }


def test_mutants_with_the_same_bytecode_are_dropped() -> None:
    assert changes("def f():\n    while 1: break\n") == [("loop", "break", "continue")]
    assert ("number", "1", "2") not in changes("def f():\n    while 1: break\n")


def test_equal_bytecode_is_recognised_in_the_whole_module() -> None:
    source = "def f():\n    if 1:\n        return g\n"
    same = Mutant("x", "number", "f", 2, source.index("1"), source.index("1") + 1, "1", "2")
    other = Mutant("y", "name", "f", 3, source.index("g"), source.index("g") + 1, "g", "h")
    assert equivalent_by_bytecode(source, same)
    assert not equivalent_by_bytecode(source, other)


def test_lines_confine_mutants() -> None:
    source = "def f(a):\n    b = a + 1\n    return b\n"
    assert {each.line for each in mutants_of(source, "m", lines={3})} == {3}


def test_a_statement_over_several_lines_is_where_it_begins() -> None:
    source = "def f(a):\n    b = {\n        1: a,\n        2: -a,\n    }\n    return b\n"
    assert {each.line for each in mutants_of(source, "m", lines={2})} == {3, 4}


def test_a_handler_that_did_not_run_has_no_mutants_though_its_block_ran() -> None:
    source = "try:\n    f()\nexcept (A, B):\n    g(1)\n"
    assert {each.line for each in mutants_of(source, "m", lines={1, 2})} == {2}


@pytest.mark.parametrize(
    "source",
    [
        'def f(a):\n    return f"<{a * 2:>{4}}>"\n',
        'def f(a):\n    return "é" f"é{a * 2}" f"{a!r}"\n',
        'def f(a):\n    return f"""\n  {a * 2} {a * 2}"""\n',
    ],
)
def test_code_inside_formatted_texts_is_changed(source: str) -> None:
    found = [each for each in mutants_of(source, "m") if each.operator == "arithmetic"]
    assert {each.apply(source) for each in found} >= {source.replace("a * 2", "a + 2", 1)}
    assert all(ast.parse(each.apply(source)) for each in mutants_of(source, "m"))


def test_bodies_that_do_not_compile_alone_are_judged_in_the_module() -> None:
    source = "def f(a):\n    def g():\n        nonlocal a; a = a + 1\n    x = 1; return g\nz = 1; y = 2\n"
    found = changes(source)
    assert ("arithmetic", "+", "-") in found
    assert ("number", "2", "3") in found


def test_ids_are_stable_and_tell_mutants_apart() -> None:
    source = "def f(a):\n    return a + 1 if a > 2 else -a\n"
    one, two = mutants_of(source, "m"), mutants_of(source, "m")
    assert one == two
    assert len({each.id for each in one}) == len(one)
    assert {each.id for each in one}.isdisjoint(each.id for each in mutants_of(source, "n"))


def test_broken_source_is_an_error() -> None:
    with pytest.raises(SourceError):
        mutants_of("def f(:\n", "m")


def test_samples_take_operators_and_callables_in_turn() -> None:
    source = "".join(
        f"def f{i}(a):\n    return a + {i}, {i * 7}, 'x', 'y', 'z'\n" for i in range(20)
    )
    everything = mutants_of(source, "m")
    chosen = sample(everything, 12)
    assert len(chosen) == 12
    assert set(chosen) <= set(everything)
    counts = [
        sum(each.operator == name for each in chosen)
        for name in ("arithmetic", "number", "return", "string")
    ]
    assert counts == [3, 3, 3, 3]
    assert len({each.qualname for each in chosen if each.operator == "string"}) == 3
    assert sample(everything, 12) == sample(tuple(reversed(everything)), 12)
    whole = sample(everything, 10_000)
    assert set(whole) == set(everything)
    assert whole[:12] == chosen
    assert len({each.operator for each in chosen[:4]}) == 4


def test_every_mutant_of_a_tour_parses() -> None:
    source = dedent(
        """
        async def f(a, *b, c=[1], **d):
            async with a as x, b: await x(1)
            match a:
                case {"k": [1, *_]} if a: return (yield)
                case Point(x=0): del a[1:2, ::3]
            return lambda q=-1: (q := not q) if q else f"{q!r:>{10}}" "x"
        """
    ).replace("return (yield)", "return a")
    found = mutants_of(source, "m")
    assert len(found) > 15
    for each in found:
        ast.parse(each.apply(source))


def test_lines_that_were_asked_for_before_change_nothing() -> None:
    source = "def act(number):\n    if number > 1:\n        return number + 2\n    return 0\n"
    some = [mutants_of(source, "first", lines={line}) for line in (3, 2)]
    whole = mutants_of(source, "first")
    assert {each.line for each in some[0]} == {3}
    assert {each.id for each in some[1]} == {each.id for each in whole if each.line == 2}
    assert [each.start for each in whole] == [each.start for each in mutants_of(source, "second")]
