from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.campaign.finishing.findings import (
    confirmed,
    findings_name,
    findings_record,
    recorded_findings,
    source_text,
    write_findings,
)
from aqe.domain.finding import Confidence, Finding, Oddity, Severity
from aqe.domain.recipe import Literal
from aqe.domain.run import (
    CandidateOutcome,
    CandidateRun,
    Failure,
    Outcome,
    RecordedRun,
    RunKind,
    TestOutcome,
)
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.generation.judging.oddities import Suspect, Suspicion
from aqe.generation.scenario import Argument, Scenario, Step

NUMBER = Parameter("number", ParameterKind.POSITIONAL_OR_KEYWORD)
MEAN = CallableSubject("mean", "mean", CallableKind.FUNCTION, None, (NUMBER,))
SUBJECT = Subject("shop", Path("shop.py"), Path(), "", "python", (MEAN,), ())


def _suspect(value: int, kind: str | None = "KeyError", confidence: str = "high") -> Suspect:
    failure = None if kind is None else Failure(f"builtins:{kind}", "m", True, value, 1)
    return Suspect(
        Suspicion(Oddity.UNBOUND, Confidence(confidence)),
        "mean",
        f"it is odd with {value}",
        value,
        Scenario((Step(MEAN, (Argument(NUMBER, Literal(value)),)),)),
        CandidateRun(1, CandidateOutcome.RAISED, failure=failure),
        lambda run: True,
    )


def _run(*outcomes: TestOutcome) -> RecordedRun:
    return RecordedRun(
        "run-9",
        RunKind.CONFIRM,
        (),
        "",
        "2026-01-02T03:04:05.000Z",
        1.0,
        1,
        "3.11",
        outcomes=outcomes,
    )


def _confirming(*answers: tuple[Outcome, str]) -> Callable[[str], RecordedRun]:
    """A process that answers the tests of a file one after the other."""

    def confirm(text: str) -> RecordedRun:
        names = [
            line.partition("(")[0].removeprefix("def ")
            for line in text.splitlines()
            if line.startswith("def ")
        ]
        return _run(
            *(
                TestOutcome(f"test_shop.py::{name}", outcome, 0.1, message)
                for name, (outcome, message) in zip(names, answers, strict=True)
            )
        )

    return confirm


def _confirmed(
    suspects: list[Suspect], *answers: tuple[Outcome, str]
) -> tuple[tuple[Finding, ...], str]:
    return confirmed(
        suspects,
        SUBJECT,
        path="src/shop.py",
        name="test_shop.py",
        command="aqe test generate src/shop.py",
        confirm=_confirming(*answers),
    )


def test_only_what_fails_for_its_reason_is_a_finding() -> None:
    found, text = _confirmed(
        [_suspect(1), _suspect(2), _suspect(3), _suspect(4, None), _suspect(5, None, "medium")],
        (Outcome.FAILED, "KeyError: 'm'"),
        (Outcome.PASSED, ""),
        (Outcome.FAILED, "ValueError: m"),
        (Outcome.TIMEOUT, "assert"),
        (Outcome.FAILED, "assert False"),
    )
    assert [each.line for each in found] == [1, 5]
    first, last = found
    assert first == Finding(
        rule="unbound-name",
        severity=Severity.WARNING,
        message="mean: it is odd with 1",
        path="src/shop.py",
        line=1,
        run="run-9",
        subject="mean",
        confidence=Confidence.HIGH,
        test=".agentic-qe/findings/test_shop.py::test_mean_unbound_name",
        reproduction=first.reproduction,
    )
    assert first.reproduction is not None
    assert first.reproduction.endswith("    mean(1)\n")
    assert (last.severity, last.confidence) == (Severity.NOTE, Confidence.MEDIUM)
    assert "mean(5)" in text
    assert "mean(2)" not in text


def test_without_confirmation_there_is_nothing() -> None:
    assert _confirmed([_suspect(1)], (Outcome.PASSED, "")) == ((), "")


def test_findings_are_kept_for_the_source_that_they_are_about() -> None:
    found, _ = _confirmed([_suspect(1)], (Outcome.FAILED, "KeyError"))
    content = findings_record("a = 1\n", found)
    assert recorded_findings(content, "a = 1\n") == found
    assert recorded_findings(content, "a = 2\n") == ()
    assert recorded_findings(content, None) == ()


def _file(root: Path, module: str, path: Path) -> str:
    """A file of findings as a campaign for a module writes it."""
    subject = dataclasses.replace(SUBJECT, module=module)
    _, text = confirmed(
        [_suspect(1)],
        subject,
        path="",
        name="",
        command=f"aqe test generate {path.relative_to(root)} --seed 0",
        confirm=_confirming((Outcome.FAILED, "KeyError")),
    )
    return text


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("shop/cart.py", "shop/prices.py", "shop_cart.py", "src/post.py", "extra/post.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_a_file_shows_them_for_as_long_as_there_are_any(project: Path) -> None:
    source = project / "shop" / "prices.py"
    text = _file(project, "shop.prices", source)
    path = write_findings(project, "shop.prices", source, text)
    assert path == project / ".agentic-qe" / "findings" / "test_shop_prices.py"
    assert path.read_text() == text
    assert write_findings(project, "shop.prices", source, "") is None
    assert not path.exists()
    assert write_findings(project, "shop.prices", source, "") is None


def test_modules_that_would_share_a_file_have_one_each(project: Path) -> None:
    modules = [("shop.cart", project / "shop" / "cart.py"), ("shop_cart", project / "shop_cart.py")]
    names = [findings_name(project, *each) for each in modules]
    assert len(set(names)) == 2
    assert names == [findings_name(project, *each) for each in modules]
    texts = [_file(project, *each) for each in modules]
    paths = [
        write_findings(project, *each, text) for each, text in zip(modules, texts, strict=True)
    ]
    assert [each and each.name for each in paths] == names
    assert [each and each.read_text() for each in paths] == texts
    assert write_findings(project, *modules[0], "") is None
    assert [each is not None and each.exists() for each in paths] == [False, True]


def test_a_module_of_one_name_in_another_folder_has_its_own_file(project: Path) -> None:
    one = findings_name(project, "post", project / "src" / "post.py")
    other = findings_name(project, "post", project / "extra" / "post.py")
    assert one == "test_post.py"
    assert other.startswith("test_post_")
    (project / "post.py").touch()
    assert findings_name(project, "post", project / "src" / "post.py") not in (one, other)


def test_what_was_written_before_a_name_was_shared_is_moved(project: Path) -> None:
    sources = {"shop.cart": project / "shop" / "cart.py", "shop_cart": project / "shop_cart.py"}
    sources["shop.cart"].unlink()
    text = _file(project, "shop_cart", sources["shop_cart"])
    usual = write_findings(project, "shop_cart", sources["shop_cart"], text)
    assert usual is not None
    assert usual.name == "test_shop_cart.py"
    sources["shop.cart"].touch()
    assert write_findings(project, "shop.cart", sources["shop.cart"], "") is None
    assert usual.exists(), "it belongs to another module"
    moved = write_findings(project, "shop_cart", sources["shop_cart"], text)
    assert moved is not None
    assert moved != usual
    assert not usual.exists()


def test_a_source_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    path = tmp_path / "shop.py"
    assert source_text(path) is None
    path.write_text("a = 1\n", encoding="utf-8")
    assert source_text(path) == "a = 1\n"


@pytest.mark.parametrize("line", [None, 7])
def test_a_line_may_be_unknown(line: int | None) -> None:
    record = findings_record(
        "", [Finding("r", Severity.NOTE, "m", "p", line, confidence=Confidence.HIGH)]
    )
    assert recorded_findings(record, "")[0].line == line
