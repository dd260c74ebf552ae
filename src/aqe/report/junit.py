"""JUnit XML as pytest writes it and as CI servers read it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from aqe.domain.run import Outcome, TestOutcome
from aqe.report.document import RunReport
from aqe.report.wording import split_test_id
from aqe.report.xml_text import document

__all__ = ["junit"]


def junit(report: RunReport) -> str:
    """The outcomes of a run as JUnit XML."""
    run, counts = report.run, report.counts()
    numbers = {
        "tests": str(len(run.outcomes)),
        "failures": str(counts[Outcome.FAILED]),
        "errors": str(counts[Outcome.ERROR] + counts[Outcome.TIMEOUT]),
        "skipped": str(counts[Outcome.SKIPPED] + counts[Outcome.XFAILED]),
        "time": f"{run.duration_s:.3f}",
    }
    root = Element("testsuites", {"name": "aqe", **numbers})
    suite = SubElement(root, "testsuite", {"name": run.kind.value, **numbers})
    suite.set("timestamp", run.started_at.removesuffix("Z"))
    properties = SubElement(suite, "properties")
    facts = (("run", run.id), ("python", run.python), *run.versions, *run.attributes)
    for name, value in facts:
        SubElement(properties, "property", {"name": name, "value": value})
    for outcome in run.outcomes:
        _test_case(suite, outcome)
    return document(root)


def _test_case(suite: Element, outcome: TestOutcome) -> None:
    file, path, name = split_test_id(outcome.test)
    module = file.removesuffix(".py").replace("\\", "/").strip("/").replace("/", ".")
    case = SubElement(
        suite,
        "testcase",
        {
            "classname": ".".join(filter(None, (module, path))),
            "name": name,
            "time": f"{outcome.duration_s:.6f}",
        },
    )
    if outcome.file or file:
        case.set("file", outcome.file or file)
    if outcome.line is not None:
        case.set("line", str(outcome.line))
    element = _element(outcome.outcome)
    if element is not None:
        kind, label = element
        first_line = outcome.message.strip().partition("\n")[0]
        child = SubElement(case, kind, {"message": first_line or label, "type": label})
        child.text = outcome.message or None


def _element(outcome: Outcome) -> tuple[str, str] | None:
    match outcome:
        case Outcome.FAILED:
            return "failure", "failed"
        case Outcome.ERROR:
            return "error", "error"
        case Outcome.TIMEOUT:
            return "error", "timeout"
        case Outcome.SKIPPED:
            return "skipped", "pytest.skip"
        case Outcome.XFAILED:
            return "skipped", "pytest.xfail"
        case _:
            return None
