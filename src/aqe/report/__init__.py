"""A recorded run, with what is known beside it, as text, JSON, JUnit, SARIF, HTML, Cobertura, LCOV.

Pure functions from `RunReport` to text: reading files and the store is the caller's work.
"""

from aqe.report.document import FlakyTest, MutatedFile, RunReport
from aqe.report.formats import ReportFormat, render

__all__ = ["FlakyTest", "MutatedFile", "ReportFormat", "RunReport", "render"]
