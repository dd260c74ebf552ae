"""The formats by name."""

from __future__ import annotations

from enum import StrEnum

from aqe.report.document import RunReport

__all__ = ["ReportFormat", "render"]


class ReportFormat(StrEnum):
    """What a run can be rendered as."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    HTML = "html"
    COBERTURA = "cobertura"
    LCOV = "lcov"


def render(report: RunReport, form: ReportFormat) -> str:
    """A report in one format.

    Raises:
        EvidenceError: The format is about coverage and the run measured none.
    """
    match form:
        case ReportFormat.TEXT:
            from aqe.report.plain import plain

            return plain(report)
        case ReportFormat.JSON:
            from aqe.report.structured import structured_text

            return structured_text(report)
        case ReportFormat.JUNIT:
            from aqe.report.junit import junit

            return junit(report)
        case ReportFormat.SARIF:
            from aqe.report.sarif import sarif

            return sarif(report)
        case ReportFormat.HTML:
            from aqe.report.html import html

            return html(report)
        case ReportFormat.COBERTURA:
            from aqe.report.cobertura import cobertura

            return cobertura(report)
        case ReportFormat.LCOV:
            from aqe.report.lcov import lcov

            return lcov(report)
