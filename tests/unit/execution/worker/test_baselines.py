from __future__ import annotations

from typing import Any

import pytest

from aqe.execution.worker.baselines import shown_by, tells_apart

Data = dict[str, Any]
PROGRAM = ["", [], [], [["plain", "make()", "result"]]]


def _object(**attributes: str) -> Data:
    described: Data = {"kind": "object" if attributes else "opaque", "type": "demo:Box"}
    if attributes:
        described["attributes"] = [
            [name, {"kind": "literal", "type": "builtins:int", "source": source}]
            for name, source in attributes.items()
        ]
    return described


def _result(value: Data, before: Data | None = None, after: Data | None = None) -> Data:
    result: Data = {"outcome": "completed", "observations": [{"statement": 0, "value": value}]}
    if before is not None and after is not None:
        result.update(before=[["box", before]], after=[["box", after]])
    return result


def _tells(mutant: Data, usual: Data) -> bool:
    return tells_apart(shown_by(PROGRAM, mutant), shown_by(PROGRAM, usual))


@pytest.mark.parametrize(
    ("mutant", "usual", "expected"),
    [
        (_object(big="3"), _object(), False),
        (_object(), _object(big="3"), True),
        (_object(big="3", small="1"), _object(big="3"), False),
        (_object(big="4", small="1"), _object(big="3"), True),
        ({**_object(), "kind": "object", "length": 3}, _object(), False),
        ({**_object(), "type": "demo:Bag"}, _object(), True),
        ({"kind": "literal", "type": "demo:Box", "source": "BOX"}, _object(), True),
    ],
)
def test_no_test_asks_a_result_for_what_it_usually_lacks(
    mutant: Data, usual: Data, expected: bool
) -> None:
    assert _tells(_result(mutant), _result(usual)) is expected
    holder = {"kind": "object", "type": "demo:Shelf", "attributes": [["box", usual]]}
    held = {**holder, "attributes": [["box", mutant]]}
    assert _tells(_result(held), _result(holder)) is expected


def test_nor_a_variable_in_the_end() -> None:
    usual = _result(_object(), _object(n="1"), _object(n="2"))
    more = _result(_object(), _object(n="1"), _object(n="2", extra="5"))
    other = _result(_object(), _object(n="1"), _object(n="3", extra="5"))
    assert not _tells(more, usual)
    assert _tells(other, usual)
    assert _tells(usual, more)
