"""How fast templates expand, beside the engines for templates that Python offers.

Everybody fills the same test functions with the same records, in the way its documentation calls the
fastest, and must give the same text. Sides take turns within each round; what counts is the ratio
within a round, since a machine that is busy slows all of them.
"""

from __future__ import annotations

import json
import string
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from statistics import median
from typing import Any

from aqe.booster.ports import Engine
from aqe.booster.templates.data import lines_of
from aqe.booster.templates.languages import Language
from aqe.booster.templates.template import Template
from aqe.errors import InternalError

__all__ = ["Contender", "Contest", "ManySpread", "Spread", "TemplateMeasures", "measure"]

_QUOTED = """\
${?marker}
@pytest.mark.${marker|name}
${/marker}
def test_${function|name}_${case|name}(${fixture|name}):
    \"\"\"${title}\"\"\"
    result = ${function|name}(${argument}, ${second})
    assert result == ${expected}
${#assertions}
    assert ${left|dotted} == ${right}
${/assertions}
"""
_PLAIN = """\
${?marker}
@pytest.mark.${marker|raw}
${/marker}
def test_${function|raw}_${case|raw}(${fixture|raw}):
    \"\"\"${title|raw}\"\"\"
    result = ${function|raw}(${argument|raw}, ${second|raw})
    assert result == ${expected|raw}
${#assertions}
    assert ${left|raw} == ${right|raw}
${/assertions}
"""
_JINJA = """\
{% if marker %}
@pytest.mark.{{ marker }}
{% endif %}
def test_{{ function }}_{{ case }}({{ fixture }}):
    \"\"\"{{ title }}\"\"\"
    result = {{ function }}({{ argument|q }}, {{ second|q }})
    assert result == {{ expected|q }}
{% for each in assertions %}
    assert {{ each.left }} == {{ each.right|q }}
{% endfor %}
"""
_MARKER = "@pytest.mark.{marker}\n"
_STANDARD = """\
${marker}def test_${function}_${case}(${fixture}):
    \"\"\"${title}\"\"\"
    result = ${function}(${argument}, ${second})
    assert result == ${expected}
${assertions}"""
_NAMES = ("function", "case", "fixture", "title", "argument", "second", "expected")
_FUNCTIONS = ("total", "discount", "shipping", "refund", "tax")
_TURN = 10
"""Expansions of a side in a row, so that it finds in the caches what it used before."""
_LITERALS = ("argument", "second", "expected")

Record = Mapping[str, Any]
Expand = Callable[[Sequence[Any]], list[str]]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one figure over all rounds."""

    least: float
    median: float
    most: float


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to expand, beside `aqe` expanding all records at once."""

    name: str
    version: str | None = None
    text_us: Spread | None = None
    """Microseconds for a text; None where it is not installed."""
    times_slower: Spread | None = None
    """Its time through that of `aqe`, round by round."""


@dataclass(frozen=True, slots=True)
class Contest:
    """All contenders on one kind of template."""

    name: str
    """``quoted``: values become literals; ``plain``: they are put in as they are."""
    text_us: Spread
    """Microseconds for a text, of `aqe` expanding all records at once."""
    contenders: tuple[Contender, ...]


@dataclass(frozen=True, slots=True)
class ManySpread:
    """Many records to the bytes of one file."""

    engine: str
    """``python`` from Python's values, or the name of an engine from lines of JSON."""
    seconds: Spread


@dataclass(frozen=True, slots=True)
class TemplateMeasures:
    """What was measured."""

    python: str
    rounds: int
    records: int
    many: int
    contests: tuple[Contest, ...]
    to_bytes: tuple[ManySpread, ...]


def measure(
    clock: Callable[[], float],
    engines: Sequence[Engine],
    *,
    rounds: int = 15,
    records: int = 1_000,
    many: int = 100_000,
    before: Callable[[str, int, int], None] = lambda part, number, rounds: None,
) -> TemplateMeasures:
    """Let all sides expand in turns.

    Args:
        clock: Seconds since some moment.
        engines: That expand to bytes.
        rounds: Of which the spread is told.
        records: Expanded to strings.
        many: Records expanded to the bytes of a file.
        before: Called before each round, with what is measured, its number and how many there are.

    Raises:
        InternalError: A side gives another text than the others.
    """
    given = _records(records)
    return TemplateMeasures(
        sys.version.split()[0],
        rounds,
        records,
        many,
        tuple(_contest(name, given, rounds, clock, before) for name in ("quoted", "plain")),
        _to_bytes(_records(many), engines, max(rounds // 5, 3), clock, before),
    )


def _records(count: int) -> list[dict[str, Any]]:
    return [
        {
            "marker": "slow" if number % 2 else "",
            "function": _FUNCTIONS[number % len(_FUNCTIONS)],
            "case": f"case_{number}",
            "fixture": "cart",
            "title": f"Adds up {number} items",
            "argument": f"apples {number}",
            "second": number,
            "expected": f"sum {number}",
            "assertions": [
                {"left": f"result.part_{part}", "right": f"value {part}"} for part in range(3)
            ],
        }
        for number in range(count)
    ]


def _contest(
    name: str,
    records: Sequence[Any],
    rounds: int,
    clock: Callable[[], float],
    before: Callable[[str, int, int], None],
) -> Contest:
    is_quoted = name == "quoted"
    template = Template(_QUOTED if is_quoted else _PLAIN, language=Language.PYTHON)
    sides: dict[str, Expand] = {
        "aqe": template.expand_all,
        "aqe, one by one": lambda given: [template.expand(each) for each in given],
        "str.replace": lambda given: [_replaced(each, is_quoted) for each in given],
        "string.Template": _standard(is_quoted),
    }
    for rival, made in (("jinja2", _jinja2), ("minijinja", _minijinja)):
        found = made(is_quoted)
        if found is not None:
            sides[rival] = found
    texts = template.expand_all(records)
    for side, expand in sides.items():
        if expand(records) != texts:
            raise InternalError(f"{side} does not give the same text")
    times = _times(sides, records, rounds, clock, partial(before, name))
    scale = 1e6 / len(records)
    contenders = [
        Contender(side, _version(side), _spread(times[side], scale), _ratio(times, side))
        for side in sides
        if side != "aqe"
    ]
    contenders += [Contender(each) for each in ("jinja2", "minijinja") if each not in sides]
    return Contest(name, _spread(times["aqe"], scale), tuple(contenders))


def _times(
    sides: Mapping[str, Expand],
    records: Sequence[Any],
    rounds: int,
    clock: Callable[[], float],
    before: Callable[[int, int], None],
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(1, rounds + 1):
        before(number, rounds)
        for side, expand in sides.items():
            start = clock()
            for _ in range(_TURN):
                expand(records)
            times[side].append((clock() - start) / _TURN)
    return times


def _ratio(times: Mapping[str, list[float]], side: str) -> Spread:
    pairs = zip(times[side], times["aqe"], strict=True)
    return _spread([other / own for other, own in pairs if own > 0] or [0.0], 1.0)


def _spread(values: Sequence[float], scale: float) -> Spread:
    scaled = [each * scale for each in values]
    return Spread(min(scaled), median(scaled), max(scaled))


def _to_bytes(
    records: Sequence[Any],
    engines: Sequence[Engine],
    rounds: int,
    clock: Callable[[], float],
    before: Callable[[str, int, int], None],
) -> tuple[ManySpread, ...]:
    template = Template(_QUOTED, language=Language.PYTHON)
    lines = lines_of(records)
    ways: dict[str, Callable[[], bytes]] = {
        "python": lambda: template.expand_joined(records).encode()
    }
    for engine in engines:
        ways[engine.name] = lambda engine=engine: b"".join(template.run(engine, lines))  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(1, rounds + 1):
        before("bytes", number, rounds)
        for name, way in ways.items():
            start = clock()
            way()
            times[name].append(clock() - start)
    return tuple(ManySpread(name, _spread(found, 1.0)) for name, found in times.items())


# -- rivals ------------------------------------------------------------------------------------------


def _version(side: str) -> str | None:
    try:
        return metadata.version(side)
    except metadata.PackageNotFoundError:
        return None


def _jinja_source(is_quoted: bool, filter_name: str) -> str:
    return _JINJA.replace("|q", f"|{filter_name}" if is_quoted else "")


def _jinja2(is_quoted: bool) -> Expand | None:
    try:
        jinja2 = import_module("jinja2")
    except ImportError:
        return None
    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["q"] = json.dumps
    render = environment.from_string(_jinja_source(is_quoted, "q")).render
    return lambda given: [render(each) for each in given]


def _minijinja(is_quoted: bool) -> Expand | None:
    try:
        minijinja = import_module("minijinja")
    except ImportError:
        return None
    environment = minijinja.Environment(
        templates={"test": _jinja_source(is_quoted, "tojson")},
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    render = environment.render_template
    return lambda given: [render("test", **each) for each in given]


def _fields(record: Record, is_quoted: bool) -> dict[str, str]:
    """What the standard library needs to be given: all decisions and quoting by hand."""
    quote = json.dumps if is_quoted else str
    found = {name: record[name] for name in _NAMES}
    for name in _LITERALS:
        found[name] = quote(record[name])
    found["marker"] = _MARKER.format(marker=record["marker"]) if record["marker"] else ""
    found["assertions"] = "".join(
        [f"    assert {each['left']} == {quote(each['right'])}\n" for each in record["assertions"]]
    )
    return found


def _replaced(record: Record, is_quoted: bool) -> str:
    text = _STANDARD
    for name, value in _fields(record, is_quoted).items():
        text = text.replace(f"${{{name}}}", value)
    return text


def _standard(is_quoted: bool) -> Expand:
    substitute = string.Template(_STANDARD).substitute
    return lambda given: [substitute(_fields(each, is_quoted)) for each in given]
