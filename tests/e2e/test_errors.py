"""Errors: what went wrong, the offending value, the next step, and an exit code that says who can act."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.operations import gate as gate_module

from .conftest import Run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tset"], "No such command 'tset'. Did you mean 'test'"),
        (["test", "genrate"], "No such command 'genrate'. Did you mean 'generate'?"),
        (["qqqq"], "No such command 'qqqq'. Known: test, coverage"),
        (["gate", "--polcy", "x"], "No such option '--polcy'. Did you mean '--policy'"),
        (["report", "--format", "pdf"], "'pdf' is not one of 'text', 'json', 'junit'"),
        (["config", "get"], "Missing argument 'KEY'"),
        (["gate", "--quiet", "--verbose"], "--quiet and --verbose exclude each other"),
        (["gate", "--project", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_usage_errors_are_told_with_the_next_step(
    aqe: Run, arguments: list[str], message: str
) -> None:
    ended = aqe(*arguments)
    as_json = aqe(*arguments, "--json")

    assert ended.code == as_json.code == 2
    assert message in ended.errors
    assert "--help" in ended.errors
    assert ended.output == ""
    error = as_json.json()["error"]
    assert error["slug"] == "usage"
    assert message.split(".")[0] in error["message"]
    assert error["exit_code"] == 2


def test_a_broken_policy_names_its_line(aqe: Run, project: Path) -> None:
    (project / "gate.toml").write_text('[[criterion]]\nmeasure = "coverage"\nminimum = 1\n')

    ended = aqe("gate", "--policy", "gate.toml")

    assert ended.code == 2
    assert "gate.toml, line 2: unknown measure 'coverage'" in ended.errors
    assert "line_coverage" in ended.errors
    assert "docs/messages.md#unknown-measure" in ended.errors


@pytest.mark.parametrize("command", ["gate", "config list"])
def test_a_broken_configuration_names_file_and_place(aqe: Run, project: Path, command: str) -> None:
    (project / ".agentic-qe").mkdir()
    (project / ".agentic-qe" / "config.toml").write_text("[generate\n")

    ended = aqe(*command.split(), "--json")

    assert ended.code == 2
    assert "config.toml is not valid TOML" in ended.json()["error"]["message"]
    assert "line 1" in ended.json()["error"]["message"]


def test_no_evidence_is_unavailable_not_wrong(aqe: Run) -> None:
    report, gate = aqe("report", "--json"), aqe("gate", "--json")

    assert (report.code, gate.code) == (3, 3)
    assert report.json()["error"]["slug"] == "no-evidence"
    assert gate.json()["status"] == "inconclusive"


def test_hostile_values_are_shown_without_their_control_characters(aqe: Run) -> None:
    ended = aqe("report", "\x1b[2Jid")

    assert "\x1b" not in ended.errors
    assert "there is no run" in ended.errors


def test_a_crash_of_ours_says_where_its_traceback_is(
    aqe: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **named: object) -> object:
        raise ZeroDivisionError("our fault")

    monkeypatch.setattr(gate_module, "judge", broken)

    ended = aqe("gate")
    as_json = aqe("gate", "--json")

    assert ended.code == as_json.code == 4
    assert "internal error: ZeroDivisionError: our fault" in ended.errors
    assert "Traceback" not in ended.errors
    (log,) = (project / ".agentic-qe" / "logs").glob("crash-*.log")
    assert str(log) in ended.errors
    assert "our fault" in log.read_text()
    assert as_json.json()["error"]["slug"] == "internal"


@pytest.mark.parametrize(
    "command",
    [
        "gate",
        "report",
        "test run",
        "config set generate.seed 1",
        "config list",
        "init",
        "doctor",
        "agent list",
        "state backup",
        "state prune",
    ],
)
def test_a_state_folder_that_is_a_link_is_refused(aqe: Run, project: Path, command: str) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (project / ".agentic-qe").symlink_to(outside)

    ended = aqe(*command.split())

    assert ended.code == 3
    assert "is a link to" in ended.errors
    assert "docs/messages.md#state-folder-link" in ended.errors
    assert list(outside.iterdir()) == []


def test_a_crash_is_not_told_by_way_of_a_link(
    aqe: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = project.parent / "outside"
    outside.mkdir()

    def broken(*arguments: object, **named: object) -> object:
        (project / ".agentic-qe" / "logs").symlink_to(outside)
        raise ZeroDivisionError("our fault")

    monkeypatch.setattr(gate_module, "judge", broken)

    assert "the traceback is in" in aqe("gate").errors
    assert list(outside.iterdir()) == []


def test_a_crash_with_verbose_shows_the_traceback(
    aqe: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "judge", lambda *arguments, **named: 1 // 0)

    assert "ZeroDivisionError" in aqe("gate", "--verbose").errors.partition("Traceback")[2]


def test_an_interruption_ends_with_130(aqe: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **named: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(gate_module, "judge", interrupted)

    assert aqe("gate").code == 130
    assert aqe("gate", "--json").json()["error"]["slug"] == "interrupted"


def test_an_interruption_that_python_wrapped_ends_with_130(
    aqe: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrapped(*arguments: object, **named: object) -> object:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise RuntimeError("Error calling __set_name__") from error

    monkeypatch.setattr(gate_module, "judge", wrapped)

    assert aqe("gate").code == 130


def test_a_reader_that_leaves_early_is_no_error(aqe_process: Run, project: Path) -> None:
    import subprocess
    import sys

    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m aqe config list --json | head -1"],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(gate_module.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert ended.stdout.strip() == "{"
    assert ended.stderr == ""


def test_work_does_not_end_because_nobody_reads_its_notes(aqe_process: Run, project: Path) -> None:
    import subprocess
    import sys

    (project / "test_it.py").write_text("def test_a(): assert 0\n", encoding="utf-8")
    command = (
        f"({sys.executable} -m aqe test run -v --no-coverage; echo code $? >code) 2>&1 >out | true"
    )
    subprocess.run(
        ["sh", "-c", command],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(gate_module.__file__).parents[2])},
        check=True,
        timeout=240,
    )

    assert (project / "code").read_text() == "code 1\n"
    assert "1 failed" in (project / "out").read_text()
