"""Cobertura XML (coverage-04.dtd) with one class per file, as coverage.py writes it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from aqe.domain.run import FileCoverage
from aqe.report.document import RunReport
from aqe.report.wording import Totals, measured_coverage
from aqe.report.xml_text import document

__all__ = ["cobertura"]

_DOCTYPE = "<!DOCTYPE coverage SYSTEM 'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>"


def cobertura(report: RunReport) -> str:
    """The coverage of a run as Cobertura XML.

    Raises:
        EvidenceError: The run measured none.
    """
    files = measured_coverage(report.run)
    totals = Totals(files)
    root = Element("coverage")
    _rates(root, totals)
    root.set("lines-covered", str(totals.covered_lines))
    root.set("lines-valid", str(totals.lines))
    root.set("branches-covered", str(totals.covered_branches))
    root.set("branches-valid", str(totals.branches))
    root.set("complexity", "0")
    root.set("version", f"aqe {report.version}".strip())
    root.set("timestamp", str(_milliseconds(report.run.started_at)))
    SubElement(SubElement(root, "sources"), "source").text = report.run.directory
    packages = SubElement(root, "packages")
    for name, members in sorted(_by_package(files).items()):
        package = SubElement(packages, "package", {"name": name})
        _rates(package, Totals(members))
        package.set("complexity", "0")
        classes = SubElement(package, "classes")
        for each in members:
            _file(classes, each)
    return document(root, _DOCTYPE)


def _by_package(files: tuple[FileCoverage, ...]) -> dict[str, list[FileCoverage]]:
    packages: dict[str, list[FileCoverage]] = defaultdict(list)
    for each in sorted(files, key=lambda file: file.path):
        folder = each.path.rpartition("/")[0].strip("/").replace("/", ".")
        packages[folder or "."].append(each)
    return packages


def _file(classes: Element, file: FileCoverage) -> None:
    name = file.path.rpartition("/")[2]
    element = SubElement(classes, "class", {"name": name, "filename": file.path})
    _rates(element, Totals([file]))
    element.set("complexity", "0")
    SubElement(element, "methods")
    lines = SubElement(element, "lines")
    covered = set(file.covered)
    sides: dict[int, list[bool]] = defaultdict(list)
    taken = set(file.covered_branches)
    for branch in file.branches:
        sides[branch[0]].append(branch in taken)
    for number in sorted(file.executable):
        line = SubElement(lines, "line", {"number": str(number)})
        line.set("hits", "1" if number in covered else "0")
        if number in sides:
            done, of = sum(sides[number]), len(sides[number])
            line.set("branch", "true")
            line.set("condition-coverage", f"{100 * done // of}% ({done}/{of})")


def _rates(element: Element, totals: Totals) -> None:
    """Cobertura has no word for "nothing to cover"; coverage.py writes 1 for lines, 0 for branches."""
    line_rate, branch_rate = totals.line_rate, totals.branch_rate
    element.set("line-rate", f"{1 if line_rate is None else line_rate:.6g}")
    element.set("branch-rate", f"{0 if branch_rate is None else branch_rate:.6g}")


def _milliseconds(moment: str) -> int:
    try:
        return int(datetime.fromisoformat(moment).timestamp() * 1000)
    except ValueError:
        return 0
