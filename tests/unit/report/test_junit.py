from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import fromstring

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from aqe.report import RunReport
from aqe.report.junit import junit


def _cases(report: RunReport) -> list[TestCase]:
    parsed = JUnitXml.fromstring(junit(report).encode())
    return [case for suite in parsed for case in suite]


def test_an_independent_reader_counts_the_same(report: RunReport) -> None:
    parsed = JUnitXml.fromstring(junit(report).encode())

    assert (parsed.tests, parsed.failures, parsed.errors, parsed.skipped) == (7, 1, 2, 2)
    assert parsed.time == 1.5


def test_every_outcome_has_its_element(report: RunReport) -> None:
    kinds = [type(case.result[0]) if case.result else None for case in _cases(report)]

    assert kinds == [None, Failure, Error, Skipped, Error, Skipped, None]


def test_names_classes_and_places(report: RunReport) -> None:
    cases = _cases(report)

    assert (cases[0].classname, cases[0].name) == ("tests.test_a", "test_one")
    assert (cases[2].classname, cases[2].name) == ("tests.test_a.TestB", "test_two")
    assert cases[1].name.startswith("test_x[<script>alert('1')</script>&\"::\\x00\\x1b[31m")
    assert cases[1]._elem.attrib["line"] == "7"


def test_messages_survive(report: RunReport) -> None:
    failure = _cases(report)[1].result[0]

    assert failure.message == "assert 1 == 2"
    assert failure.text == "assert 1 == 2\n<b>&"


def test_the_run_is_named(report: RunReport) -> None:
    properties = {
        each.get("name"): each.get("value") for each in fromstring(junit(report)).iter("property")
    }

    assert properties["run"] == "run-1"
    assert properties["pytest"] == "8.4.0"


def test_a_run_without_tests_is_still_a_document(report: RunReport) -> None:
    empty = replace(report, run=replace(report.run, outcomes=()))

    assert JUnitXml.fromstring(junit(empty).encode()).tests == 0
