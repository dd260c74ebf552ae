"""SARIF 2.1.0 (OASIS), for code scanning views."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from aqe.domain.finding import Finding
from aqe.report.document import RunReport
from aqe.report.findings import RULES, findings

__all__ = ["sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://pypi.org/project/agentic-qe/"


def sarif(report: RunReport) -> str:
    """The findings of a report as SARIF."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2) + "\n"


def _run(report: RunReport) -> dict[str, Any]:
    found = findings(report)
    used = [each for each in RULES if any(one.rule == each.id for one in found)]
    rules = {rule.id: position for position, rule in enumerate(used)}
    driver: dict[str, Any] = {
        "name": "aqe",
        "informationUri": _HOME,
        "rules": [
            {
                "id": each.id,
                "shortDescription": {"text": each.summary},
                "help": {"text": each.help},
                "defaultConfiguration": {"level": each.severity.value},
            }
            for each in used
        ],
    }
    if report.version:
        driver["version"] = report.version
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"aqe/{report.run.kind.value}/{report.run.id}"},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {"PROJECTROOT": {"description": {"text": "the project root"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules[each.rule]) for each in found],
    }


def _invocation(report: RunReport) -> dict[str, Any]:
    run = report.run
    invocation: dict[str, Any] = {
        "executionSuccessful": run.exit_code is not None,
        "arguments": list(run.command),
        "startTimeUtc": run.started_at,
    }
    if run.exit_code is not None:
        invocation["exitCode"] = run.exit_code
    return invocation


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }
    if finding.path:
        place: dict[str, Any] = {"artifactLocation": _artifact(finding.path)}
        if finding.line is not None and finding.line > 0:
            place["region"] = {"startLine": finding.line}
        result["locations"] = [{"physicalLocation": place}]
    facts = {
        "run": finding.run,
        "subject": finding.subject,
        "confidence": finding.confidence,
        "test": finding.test,
        "reproduction": finding.reproduction,
    }
    known = {name: value for name, value in facts.items() if value is not None}
    if known:
        result["properties"] = known
    return result


def _artifact(path: str) -> dict[str, str]:
    if PureWindowsPath(path).drive:
        return {"uri": "file:///" + _quoted(PureWindowsPath(path).as_posix(), "/:")}
    if PurePosixPath(path).is_absolute():
        return {"uri": "file://" + _quoted(path)}
    return {"uri": _quoted(path), "uriBaseId": "PROJECTROOT"}


def _quoted(path: str, safe: str = "/") -> str:
    return quote(path, safe, errors="replace")


def _fingerprint(finding: Finding) -> str:
    """The same in every run that tells the same about the same file."""
    text = "\0".join((finding.rule, finding.path, finding.message))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
