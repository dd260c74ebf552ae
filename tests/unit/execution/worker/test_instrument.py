"""Rewritten code does what the original does, and reports what it did."""

from __future__ import annotations

import asyncio
import builtins
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from aqe.execution.worker.instrument import Instrumented, instrument
from aqe.execution.worker.operands import operand_source
from aqe.execution.worker.probes import Recorder


class Subject:
    """A rewritten source, its recorder and its names."""

    def __init__(self, source: str) -> None:
        self.instrumented: Instrumented = instrument(textwrap.dedent(source), "<subject>")
        self.recorder = Recorder(self.instrumented.goal_count, self.instrumented.base)
        self.names: dict[str, Any] = {"__name__": "subject", **self.recorder.functions()}
        exec(self.instrumented.code, self.names)
        self.recorder.reset()

    def lines(self) -> list[int]:
        hits = self.recorder.save()
        return [line for index, line in enumerate(self.instrumented.lines) if hits[index]]

    def sides(self) -> dict[str, set[bool]]:
        hits = self.recorder.save()
        found: dict[str, set[bool]] = {}
        for decision in self.instrumented.decisions:
            for side in (False, True):
                if hits[decision.key + side]:
                    found.setdefault(decision.text, set()).add(side)
        return found

    def operands(self) -> dict[str, list[tuple[str, str]]]:
        base = self.instrumented.base
        return {
            self.instrumented.decisions[(goal - base) // 2].text: [
                (operand_source(left), operand_source(right)) for left, right in pairs
            ]
            for goal, pairs in self.recorder.drain()
        }


@pytest.fixture(autouse=True)
def _clean_builtins() -> Iterator[None]:
    yield
    assert not [name for name in vars(builtins) if name.startswith("__aqe")]


def test_lines_are_hit_when_they_run() -> None:
    subject = Subject(
        """
        def f(x):
            if x:
                return 1
            y = 2
            return y
        """
    )
    subject.names["f"](0)
    assert subject.lines() == [3, 5, 6]


@pytest.mark.parametrize(
    ("condition", "operator", "operands"),
    [
        ("x == 5", "eq", ("3", "5")),
        ("x != 5", "ne", ("3", "5")),
        ("x < 5", "lt", ("3", "5")),
        ("x >= 5", "ge", ("3", "5")),
        ("x is None", "is", ("3", "None")),
        ("x is not None", "is_not", ("3", "None")),
        ("x in (1, 2)", "in", ("3", "(1, 2)")),
        ("x not in [1]", "not_in", ("3", "[1]")),
        ("x", "truth", ("3", "None")),
        (
            "isinstance(x, str)",
            "isinstance",
            ("<function builtins:isinstance>", "(3, <class builtins:str>)"),
        ),
        ("'abc'.startswith('b')", "call", ("'abc'", "('b',)")),
        ("s.startswith('b', 1)", "call", ("'text'", "('b', 1)")),
    ],
)
def test_operands(condition: str, operator: str, operands: tuple[str, str]) -> None:
    subject = Subject(f"s = 'text'\ndef f(x):\n    return 1 if {condition} else 2\n")
    subject.names["f"](3)
    (decision,) = subject.instrumented.decisions
    assert decision.operator == operator
    assert subject.operands() == {condition: [operands]}


def test_each_operand_of_a_junction_is_a_condition() -> None:
    subject = Subject("def f(a, b):\n    if a > 1 and not b:\n        return 1\n    return 2\n")
    assert subject.names["f"](0, 1 / 1) == 2
    assert subject.sides() == {"a > 1 and not b": {False}, "a > 1": {False}}
    assert subject.names["f"](2, 0) == 1
    assert subject.sides() == {
        "a > 1 and not b": {False, True},
        "a > 1": {False, True},
        "b": {False},
    }


def test_a_chain_stops_where_the_original_stops() -> None:
    subject = Subject("def f(a, b, c):\n    if a < b < c():\n        return 1\n    return 2\n")
    assert subject.names["f"](2, 1, None) == 2
    assert subject.sides() == {"a < b < c()": {False}, "a < b": {False}}
    assert subject.names["f"](0, 1, lambda: 2) == 1


def test_only_sides_that_coverage_counts_are_counted() -> None:
    subject = Subject(
        """
        def f(a, b):
            assert a
            c = a if b else 1
            while a and b:
                a -= 1
            for each in b:
                c += each
            return [x for x in b if x]
        """
    )
    counted = {each.text: each.counted for each in subject.instrumented.decisions}
    assert counted == {
        "a": False,
        "b": False,
        "a and b": True,
        "each in b": True,
        "x": False,
    }


PROGRAMS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "value of a junction": (
        """
        def f(a, b):
            return a or b, a and b
        """,
        [((), [1]), (0, "x"), (2, 3)],
    ),
    "negation of a junction": (
        """
        def f(a, b):
            return not (a and b)
        """,
        [(1, 0), (1, 1)],
    ),
    "walrus": (
        """
        def f(a):
            if (n := len(a)) > 1:
                return n
            return -n
        """,
        [("ab",), ("",)],
    ),
    "walrus in a filter": (
        """
        def f(a):
            return [y for x in a if (y := x - 1)], y
        """,
        [([1, 2],)],
    ),
    "lambda": (
        """
        def f(a):
            return (lambda x: x if x else a)(0)
        """,
        [(3,)],
    ),
    "for with else": (
        """
        def f(a):
            for x in a:
                if x: break
            else:
                return 'none'
            return x
        """,
        [([0, 2],), ([],)],
    ),
    "while with else": (
        """
        def f(a):
            while a:
                a -= 1
                if a == 5: return 'five'
            else:
                return 'end'
        """,
        [(3,), (7,)],
    ),
    "keyword arguments called key": (
        """
        def g(**k): return k
        def f(a):
            if g(key=a, function=2): return 1
        """,
        [(1,)],
    ),
    "star arguments": (
        """
        def f(a, b):
            if max(*a, **b): return 1
            return 0
        """,
        [([0, 1], {}), ([0, 0], {})],
    ),
    "private names": (
        """
        class C:
            __x = 1
            def g(self):
                if self.__x == 1: return self.__x
        def f():
            return C().g()
        """,
        [()],
    ),
    "super": (
        """
        class A:
            def g(self): return 0
        class B(A):
            def g(self):
                if super().g(): return 1
                return 2
        def f():
            return B().g()
        """,
        [()],
    ),
    "generator": (
        """
        def g(n):
            while n:
                got = yield n
                if got: n = got
                n -= 1
        def f(n):
            return list(g(n))
        """,
        [(3,)],
    ),
    "match": (
        """
        def f(x):
            match x:
                case [a, *b] if a: return a, b
                case {'k': v}: return v
                case int() | str(): return 'atom'
            return None
        """,
        [([1, 2],), ([0],), ({"k": 3},), ("s",), (1.5,)],
    ),
    "handlers": (
        """
        def f(x):
            try:
                return 1 / x
            except (ZeroDivisionError, KeyError) as error:
                return str(error)
            except TypeError:
                return 't'
            finally:
                x = 0
        """,
        [(0,), ("a",), (4,)],
    ),
    "decorators": (
        """
        def d(g):
            return lambda *a: g(*a) if a else None
        @d
        @d
        def f(x):
            return x
        """,
        [(1,), (0,)],
    ),
    "nonlocal": (
        """
        def f(n):
            def g():
                nonlocal n
                if n > 0: n -= 1
                return n
            return g(), g()
        """,
        [(1,)],
    ),
    "delete and augmented": (
        """
        def f(d):
            del d['a']
            d['b'] += 1 if d else 2
            return d
        """,
        [({"a": 1, "b": 2},)],
    ),
    "nested comprehension": (
        """
        def f(a):
            return {x: [y for y in range(x) if y % 2] for x in a if x > 1}
        """,
        [([1, 2, 3],)],
    ),
    "starred assignment": (
        """
        def f(a):
            first, *rest = a if a else [0]
            return first, rest
        """,
        [([1, 2],), ([],)],
    ),
    "format text": (
        """
        def f(a):
            return f'{a if a else "-":>3}|{a!r}'
        """,
        [("x",), ("",)],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_results_as_the_original(name: str) -> None:
    source, calls = PROGRAMS[name]
    original = _plain(source)
    subject = Subject(source)
    for arguments in calls:
        copies = [type(each)(each) if isinstance(each, dict | list) else each for each in arguments]
        assert subject.names["f"](*arguments) == original["f"](*copies)
    assert subject.lines()


def test_evaluation_order_is_kept() -> None:
    source = """
        def f(note):
            if note(1, 3) < note(2, 4) and note(3, []) or not note(4, 0) in (note(5, 0), note(6, 1)):
                pass
            return note(7, 0) and note(8, 1) or note(9, "end")
        """
    seen: list[list[int]] = []
    for names in (Subject(source).names, _plain(source)):
        order: list[int] = []
        assert names["f"](lambda number, value, order=order: order.append(number) or value) == "end"
        seen.append(order)
    assert seen[0] == seen[1] == [1, 2, 3, 4, 5, 6, 7, 9]


def _plain(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "subject"}
    exec(textwrap.dedent(source), names)
    return names


def test_truth_is_asked_once_for_a_plain_condition() -> None:
    subject = Subject("def f(x):\n    if x:\n        return 1\n    return 2\n")
    asked: list[int] = []

    class Counted:
        def __bool__(self) -> bool:
            asked.append(1)
            return True

    assert subject.names["f"](Counted()) == 1
    assert len(asked) == 1


def test_annotations_documentation_and_futures_stay() -> None:
    subject = Subject(
        '''
        """Module."""
        from __future__ import annotations

        class C:
            """Class."""

            __slots__ = ("a",)
            b: int if True else str

        def f(x: "int" if C else str = 3) -> (int or str):
            """Function."""
            return x
        '''
    )
    names = subject.names
    assert (names["__doc__"], names["C"].__doc__, names["f"].__doc__) == (
        "Module.",
        "Class.",
        "Function.",
    )
    assert names["f"].__annotations__ == {"x": "'int' if C else str", "return": "int or str"}
    assert names["C"].__slots__ == ("a",)
    assert names["f"].__code__.co_firstlineno == 11


def test_asynchronous_code() -> None:
    subject = Subject(
        """
        async def numbers(n):
            for x in range(n):
                yield x

        async def f(n):
            total = 0
            async for x in numbers(n):
                if x:
                    total += x
            return total, [x async for x in numbers(n) if x > 1]
        """
    )
    assert asyncio.run(subject.names["f"](4)) == (6, [2, 3])
    assert subject.sides()["x in numbers(n)"] == {True, False}


def test_a_syntax_error_is_the_callers() -> None:
    with pytest.raises(SyntaxError):
        instrument("def f(:\n", "<subject>")


def test_names_of_goals() -> None:
    subject = Subject(
        """
        class A:
            x = 1
            def m(self):
                def inner():
                    return 1
                return inner
        """
    )
    found = dict(zip(subject.instrumented.lines, subject.instrumented.qualnames, strict=True))
    assert found == {
        2: "<module>",
        3: "<module>",
        4: "<module>",
        5: "A.m",
        6: "A.m.<locals>.inner",
        7: "A.m",
    }


ORDERS = """
def looped(values):
    found = []
    for each in values:
        found.append(each)
    return found

def comprehended(values):
    return [each for each in values if each]

def joined(values):
    return "".join(values)

def listed(values):
    return list(values)

def matched(values):
    return bool(values) and tuple(values)

def chosen(values):
    return max(values, key=len)

def nested(values):
    return {first + second: 1 for first in values for second in values}

def shown(values):
    return [(place, each) for place, each in enumerate(values)]
"""


@pytest.mark.parametrize("name", [each.split("(")[0] for each in ORDERS.split("def ")[1:]])
def test_sets_can_be_gone_through_backwards(name: str) -> None:
    subject = Subject(ORDERS)
    act, order = subject.names[name], subject.recorder.order
    values = {"a", "b", "c"}

    order.begin(False)
    forwards = act(values)
    assert order.has_met
    order.begin(True)
    backwards = act(values)
    assert repr(forwards) != repr(backwards)
    order.begin(True)
    assert act(frozenset(values)) == backwards

    order.begin(True)
    assert act(["a", "b", "c"]) == act(("a", "b", "c"))
    assert act({"a"}) == act(["a"])
    assert not order.has_met


def test_what_has_an_order_is_not_sent_to_the_probe() -> None:
    subject = Subject(
        """
        def f(x):
            for a in range(3):
                pass
            for b in x.items():
                pass
            return [c for c in (1, 2)], list(d for d in "ab"), sorted([2, 1])
        """
    )
    subject.names["__aqe_order__"] = None
    subject.names["f"]({})


def test_asynchronous_iteration_is_left_alone() -> None:
    subject = Subject(
        """
        async def numbers():
            yield 1

        async def f():
            async for each in numbers():
                return each, [other async for other in numbers()]
        """
    )
    assert asyncio.run(subject.names["f"]()) == (1, [1])


def test_hashes_that_depend_on_the_seed_can_be_inverted() -> None:
    subject = Subject(
        """
        class Table:
            def __init__(self, *values):
                self.buckets = [[] for _ in range(8)]
                for value in values:
                    self.buckets[hash(value) % 8].append(value)

            def place(self, value):
                number = hash(value)
                return number & 7

            def __iter__(self):
                for bucket in self.buckets:
                    for value in bucket:
                        yield value

        class Key:
            def __init__(self, name):
                self.name = name

            def __hash__(self):
                return hash((self.name, 1))
        """
    )
    table, key, order = subject.names["Table"], subject.names["Key"], subject.recorder.order
    words = [chr(97 + number) for number in range(8)]
    order.begin(False)
    forwards = [bucket[:] for bucket in table(*words).buckets]
    assert order.has_met
    order.begin(True)
    assert table(*words).buckets == forwards[::-1]
    assert table().place("a") == 7 - hash("a") % 8

    order.begin(True)
    assert hash(key("a")) == hash(("a", 1))
    order.begin(False)
    assert list(table(3, 1, 2)) == [1, 2, 3]
    assert not order.has_met


def test_patterns_are_shown_as_a_whole_with_their_flags_inside() -> None:
    long = "a" * 400
    assert operand_source(re.compile(long)) == f"re.compile('{long}')"
    assert operand_source(re.compile(" a ", re.VERBOSE | re.I)) == "re.compile('(?ix) a ')"
    assert operand_source(re.compile("(?s).", re.I)) == "re.compile('(?is).')"
    assert operand_source(re.compile(rb"\xe9", re.M)) == r"re.compile(b'(?m)\\xe9')"
    found = re.compile(" a ", re.VERBOSE).search("bab")
    assert operand_source(found) == "re.compile('(?x) a ').search('bab')"


def test_what_runs_for_those_who_watch_leaves_no_operands() -> None:
    subject = Subject("def f(x):\n    return 1 if x == 5 else 2\n")
    subject.recorder.install()
    try:
        names: dict[str, Any] = {"__name__": "subject"}
        exec(subject.instrumented.code, names)
        subject.recorder.reset()
        subject.recorder.pause()
        assert names["f"](5) == 1
        assert subject.operands() == {}
        subject.recorder.resume()
        assert names["f"](3) == 2
        assert subject.operands() == {"x == 5": [("3", "5")]}
    finally:
        for name in [each for each in vars(builtins) if each.startswith("__aqe")]:
            delattr(builtins, name)
