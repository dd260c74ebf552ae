"""``gate``: holds the recorded measures against a policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import ClassVar

from aqe.domain.run import RecordedRun
from aqe.domain.verdict import GateResult, Verdict
from aqe.errors import SettingsError
from aqe.gate import Policy, default_policy, judge, parse_policy
from aqe.operations.evidence import (
    changed_since,
    changed_since_measured,
    last_suite_run,
    project_measures,
    report_of,
    run_named,
    selection_of,
)
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.report import ReportFormat, render
from aqe.settings import CoverageSettings

__all__ = [
    "GATE",
    "GateReport",
    "GateRequest",
    "chosen_policy",
    "default_policy_text",
    "gate",
    "verdict_of",
]

_LARGEST_POLICY_BYTES = 1_000_000
_STATUS = {
    Verdict.PASS: Status.OK,
    Verdict.FAIL: Status.FINDINGS,
    Verdict.INCONCLUSIVE: Status.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class GateRequest:
    """What to judge by."""

    policy: Path | None = None
    """Policy file; without it the setting gate.policy or the default policy."""
    sarif: Path | None = None
    """File to write the findings to as SARIF."""


@dataclass(frozen=True, slots=True)
class GateReport:
    """The verdict and how to improve it."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    gate: GateResult
    policy_file: Path | None = None
    """None for the default policy."""
    files: tuple[Path, ...] = ()
    """Files that were written."""

    @property
    def status(self) -> Status:
        """The verdict as a status."""
        return _STATUS[self.gate.verdict]


def gate(request: GateRequest, services: Services) -> GateReport:
    """Judge the project's recorded measures.

    Raises:
        SettingsError: The policy cannot be used.
    """
    policy, place = chosen_policy(request.policy, services)
    result = verdict_of(policy, services)
    files: tuple[Path, ...] = ()
    if request.sarif is not None:
        files = (_write_sarif(services, result, services.path(request.sarif)),)
    return GateReport(result, place, files)


def verdict_of(policy: Policy, services: Services, *, run: RecordedRun | None = None) -> GateResult:
    """The verdict of a policy over a run of the suite, by default the last one."""
    run = run or last_suite_run(services.store)
    measures = project_measures(services.store, run)
    return judge(
        policy,
        measures,
        stale=changed_since(run, services.root) if run is not None else (),
        stale_measures=changed_since_measured(services.store, measures, run, services.root),
        selection=selection_of(run) if run is not None else (),
    )


def default_policy_text() -> str:
    """The default policy as the TOML file that it is."""
    return (resources.files("aqe.gate") / "default_policy.toml").read_text(encoding="utf-8")


def chosen_policy(given: Path | None, services: Services) -> tuple[Policy, Path | None]:
    """The policy that was asked for, else the one of the settings, else the default.

    Raises:
        SettingsError: The file cannot be read or is no policy.
    """
    if given is not None:
        path = services.path(given)
    elif services.settings.gate.policy:
        path = services.root / services.settings.gate.policy
    else:
        return _with_minimums(default_policy(), services.settings.coverage), None
    return parse_policy(_text(path), place=str(given or path)), path


def _with_minimums(policy: Policy, coverage: CoverageSettings) -> Policy:
    """The default policy with the project's own minimums of coverage, which are in percent."""
    wanted = {"line_coverage": coverage.line_minimum, "branch_coverage": coverage.branch_minimum}
    criteria = tuple(
        each if (least := wanted.get(each.measure)) is None else replace(each, minimum=least / 100)
        for each in policy.criteria
    )
    return replace(policy, criteria=criteria)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_POLICY_BYTES:
            raise SettingsError(f"policy {str(path)!r} is too large", slug="broken-policy")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError(
            f"policy {str(path)!r} cannot be read: {why}",
            hint="`aqe gate --show-policy > FILE` writes one to start from",
            slug="broken-policy",
        ) from error


def _write_sarif(services: Services, result: GateResult, path: Path) -> Path:
    run = last_suite_run(services.store) or run_named(services.store, None)
    report = report_of(services.store, run, services.root, gate=result)
    return write_text(path, render(report, ReportFormat.SARIF))


GATE = Operation(
    name="gate",
    summary="Judge the recorded measures: pass, fail or inconclusive.",
    request=GateRequest,
    result=GateReport,
    handler=gate,
    writes=True,
)
