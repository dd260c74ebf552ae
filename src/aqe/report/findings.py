"""What a report has to tell, one finding per place: failures, survivors, gaps, flaky tests, the gate."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.domain.finding import Finding, Oddity, Severity
from aqe.domain.mutant import MutantState
from aqe.domain.run import FileCoverage
from aqe.domain.verdict import Verdict
from aqe.report.document import RunReport
from aqe.report.wording import split_test_id

__all__ = ["RULES", "Rule", "findings"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sort of finding."""

    id: str
    summary: str
    help: str
    severity: Severity


RULES = (
    Rule("failed-test", "A test failed", "Correct the code or the test.", Severity.ERROR),
    Rule("broken-test", "A test could not run", "Correct its set-up.", Severity.ERROR),
    Rule("slow-test", "A test ran out of time", "Find what it waits for.", Severity.ERROR),
    Rule(
        "flaky-test",
        "The outcome of a test changes from run to run",
        "Remove its dependence on time, order, randomness or shared state.",
        Severity.WARNING,
    ),
    Rule(
        "surviving-mutant",
        "A change of the code was not noticed by any test",
        "Add an assertion that fails with this change.",
        Severity.WARNING,
    ),
    Rule(
        "uncovered-mutant",
        "A change of the code lies where no test goes",
        "Add a test that runs this line.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.RECURSION.value,
        "A call goes round in circles until the interpreter gives up",
        "Find the case that never gets smaller.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.ASSERTION.value,
        "The code contradicts an assertion of its own",
        "Correct the code, or refuse the input before.",
        Severity.NOTE,
    ),
    Rule(
        Oddity.INTERPRETER.value,
        "The interpreter was brought into a state that it does not know",
        "Find the native code that is called wrongly.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.CRASH.value,
        "The interpreter dies of a call",
        "Find the native code that is called wrongly, or refuse the input before it gets there.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.UNBOUND.value,
        "A name is used that has no value on this way",
        "Give it a value on every way, or correct its spelling.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.UNPROMISED.value,
        "Arguments that keep to the declared types end in an exception that nobody promises",
        "Handle the case, or document the exception.",
        Severity.NOTE,
    ),
    Rule(
        Oddity.EQUALITY.value,
        "Equality does not keep its laws",
        "Return NotImplemented for other types, and compare both ways alike.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.HASH.value,
        "Equal instances have different hashes",
        "Hash only what equality compares.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.REPRESENTATION.value,
        "An instance cannot be shown",
        "Let no representation raise: it is what people see when they look for a fault.",
        Severity.WARNING,
    ),
    Rule(
        Oddity.SERIALISATION.value,
        "What was read back is not written as it was read",
        "Protect in writing whatever reading takes for something else, and undo it in reading.",
        Severity.NOTE,
    ),
    Rule("uncovered-lines", "No test runs these lines", "Add a test.", Severity.NOTE),
    Rule("untaken-branch", "No test takes this branch", "Add a test.", Severity.NOTE),
    Rule(
        "failed-criterion", "A criterion of the gate is not met", "See its reason.", Severity.ERROR
    ),
    Rule(
        "unknown-criterion",
        "A criterion of the gate could not be judged",
        "Take the measurement.",
        Severity.WARNING,
    ),
)

_RULE_OF_OUTCOME = {"failed": "failed-test", "error": "broken-test", "timeout": "slow-test"}
_RULE_OF_STATE = {
    MutantState.SURVIVED: "surviving-mutant",
    MutantState.NO_COVERAGE: "uncovered-mutant",
}


def findings(report: RunReport) -> tuple[Finding, ...]:
    """All findings of a report, by kind and then by place."""
    return (
        *_of_tests(report),
        *report.behaviour,
        *_of_flaky_tests(report),
        *_of_mutants(report),
        *_of_coverage(report),
        *_of_gate(report),
    )


def _severity(rule: str) -> Severity:
    return next(each.severity for each in RULES if each.id == rule)


def _of_tests(report: RunReport) -> list[Finding]:
    found = []
    for each in report.failed():
        rule = _RULE_OF_OUTCOME[each.outcome.value]
        message = f"{each.test} {each.outcome.value}" + (
            f": {each.message}" if each.message else ""
        )
        path = each.file or split_test_id(each.test)[0]
        found.append(Finding(rule, _severity(rule), message, path, each.line, report.run.id))
    return found


def _of_flaky_tests(report: RunReport) -> list[Finding]:
    return [
        Finding(
            "flaky-test",
            _severity("flaky-test"),
            f"{each.test} differed in {each.flips} of {each.runs} runs",
            split_test_id(each.test)[0],
        )
        for each in report.flaky
        if each.flips
    ]


def _of_mutants(report: RunReport) -> list[Finding]:
    found = []
    for file in report.mutated:
        for result in file.results:
            rule = _RULE_OF_STATE.get(result.state)
            if rule is not None:
                mutant = result.mutant
                message = (
                    f"{mutant.qualname}: no test notices when {mutant.original!r}"
                    f" becomes {mutant.replacement!r} ({mutant.operator})"
                )
                found.append(
                    Finding(rule, _severity(rule), message, file.path, mutant.line, file.run)
                )
    return found


def _of_coverage(report: RunReport) -> list[Finding]:
    found: list[Finding] = []
    for file in report.run.coverage or ():
        found += _of_file(file, report.run.id)
    return found


def _of_file(file: FileCoverage, run: str) -> list[Finding]:
    covered, found = set(file.covered), []
    for first, last in _blocks(file):
        span = f"lines {first} to {last}" if last > first else f"line {first}"
        text = f"no test runs {span}"
        found.append(Finding("uncovered-lines", Severity.NOTE, text, file.path, first, run))
    for line, target in sorted(set(file.branches) - set(file.covered_branches)):
        if line in covered:
            where = f"to line {target}" if target > 0 else "out of the function"
            text = f"no test goes from line {line} {where}"
            found.append(Finding("untaken-branch", Severity.NOTE, text, file.path, line, run))
    return found


def _blocks(file: FileCoverage) -> list[tuple[int, int]]:
    """Runs of executable lines that are all missed."""
    covered, blocks = set(file.covered), list[tuple[int, int]]()
    is_open = False
    for line in sorted(file.executable):
        if line in covered:
            is_open = False
        elif is_open:
            blocks[-1] = (blocks[-1][0], line)
        else:
            blocks.append((line, line))
            is_open = True
    return blocks


def _of_gate(report: RunReport) -> list[Finding]:
    if report.gate is None:
        return []
    rules = {Verdict.FAIL: "failed-criterion", Verdict.INCONCLUSIVE: "unknown-criterion"}
    return [
        Finding(
            rules[each.verdict],
            _severity(rules[each.verdict]) if each.criterion.required else Severity.NOTE,
            each.explanation,
            "",
        )
        for each in report.gate.results
        if each.verdict in rules
    ]
