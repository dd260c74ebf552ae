from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest

from aqe.errors import EvidenceError
from aqe.report import RunReport
from aqe.report.cobertura import cobertura

# The content models of coverage-04.dtd: children in order, required attributes.
CHILDREN = {
    "coverage": ["sources", "packages"],
    "sources": ["source"],
    "packages": ["package"],
    "package": ["classes"],
    "classes": ["class"],
    "class": ["methods", "lines"],
    "methods": ["method"],
    "lines": ["line"],
    "line": ["conditions"],
    "source": [],
}
REQUIRED = {
    "coverage": {
        "line-rate",
        "branch-rate",
        "lines-covered",
        "lines-valid",
        "branches-covered",
        "branches-valid",
        "complexity",
        "version",
        "timestamp",
    },
    "package": {"name", "line-rate", "branch-rate", "complexity"},
    "class": {"name", "filename", "line-rate", "branch-rate", "complexity"},
    "line": {"number", "hits"},
}
OPTIONAL = {"line": {"branch", "condition-coverage"}}


def _check(element: Element) -> None:
    allowed = CHILDREN[element.tag]
    positions = [allowed.index(child.tag) for child in element]
    assert positions == sorted(positions)
    required = REQUIRED.get(element.tag, set())
    assert required <= set(element.attrib) <= required | OPTIONAL.get(element.tag, set())
    for child in element:
        _check(child)


def test_the_document_keeps_to_the_dtd(report: RunReport) -> None:
    _check(fromstring(cobertura(report)))


def test_rates_and_lines_are_those_of_the_run(report: RunReport) -> None:
    root = fromstring(cobertura(report))
    lines = {each.get("number"): each for each in root.iter("line")}

    assert (root.get("lines-covered"), root.get("lines-valid")) == ("4", "6")
    assert (root.get("branches-covered"), root.get("branches-valid")) == ("1", "2")
    assert root.get("line-rate") == "0.666667"
    assert {number for number, each in lines.items() if each.get("hits") == "0"} == {"4", "8"}
    assert lines["2"].get("condition-coverage") == "50% (1/2)"
    assert lines["1"].get("branch") is None


def test_files_stand_in_packages_below_the_source_root(report: RunReport) -> None:
    root = fromstring(cobertura(report))

    assert [each.text for each in root.iter("source")] == ["/project"]
    assert [each.get("name") for each in root.iter("package")] == ["src.shop"]
    assert [each.get("filename") for each in root.iter("class")] == [
        "src/shop/__init__.py",
        "src/shop/price.py",
    ]


def test_a_run_without_coverage_is_told(report: RunReport) -> None:
    bare = replace(report, run=replace(report.run, coverage=None))

    with pytest.raises(EvidenceError, match="'run-1' did not measure coverage") as caught:
        cobertura(bare)

    assert caught.value.slug == "no-coverage"
