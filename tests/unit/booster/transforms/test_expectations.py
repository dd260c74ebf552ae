from __future__ import annotations

import pytest

from aqe.booster.transforms.expectations import chai_to_jest, jest_to_chai


@pytest.mark.parametrize(
    ("chai", "jest"),
    [
        ("to.equal(1)", "toBe(1)"),
        ("to.deep.equal({ a: [1] })", "toEqual({ a: [1] })"),
        ("to.be.true", "toBe(true)"),
        ("to.be.null", "toBeNull()"),
        ("to.have.lengthOf(3)", "toHaveLength(3)"),
        ("to.be.at.least(3)", "toBeGreaterThanOrEqual(3)"),
        ("to.throw()", "toThrow()"),
        ("to.throw(RangeError)", "toThrow(RangeError)"),
        ("not.to.equal(x)", "not.toBe(x)"),
    ],
)
def test_there_and_back(chai: str, jest: str) -> None:
    source = f'import {{ expect }} from "chai";\nexpect(f(a)).{chai}; // c\n'
    there = chai_to_jest(source)
    assert there.text == f"expect(f(a)).{jest}; // c\n"
    assert (there.changes, there.left) == (1, ())
    assert jest_to_chai(there.text).text == source


def test_other_words_of_chai() -> None:
    assert chai_to_jest("expect(a).to.not.eql(b);\n").text == "expect(a).not.toEqual(b);\n"


def test_what_has_no_counterpart_is_told_and_keeps_the_import() -> None:
    source = (
        'import { expect } from "chai";\nexpect(a).to.equal(1);\nexpect(a).to.respondTo("x");\n'
    )
    done = chai_to_jest(source)
    assert 'from "chai"' in done.text
    assert [(each.line, "respondTo" in each.reason) for each in done.left] == [(3, True)]


def test_a_file_is_not_left_with_two_kinds_of_expect() -> None:
    source = "expect(a).toBe(1);\nexpect(m).toHaveBeenCalled();\n"
    done = jest_to_chai(source)
    assert (done.text, done.changes) == (source, 0)
    assert [each.line for each in done.left] == [2]
    assert jest_to_chai("const = ;\n").problem is not None
