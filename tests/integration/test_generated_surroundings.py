"""Suites for code at the edge of the outside world: what they reach there, and what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from generation_project import Project, share, unreached

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.of(tmp_path_factory.mktemp("edge"), "harbour")


def _generated(project: Project, module: str, **options: int) -> tuple[dict[str, Any], str]:
    (report,) = project.generate(f"harbour/{module}.py", "--no-mutants", **options)
    assert report["status"] == "verified", report
    return report, project.suite(f"harbour.{module}")


def test_code_behind_the_outside_world_is_reached(harbour: Project) -> None:
    report, text = _generated(harbour, "boundaries")
    assert unreached(report) == set()
    assert share(report) == 1.0
    # Results that depend on chance and on the clock are asserted behind doubles.
    assert '"harbour.boundaries.secrets.token_hex"' in text
    assert "-0123abcd" in text
    assert 'season() == "regatta"' in text
    # What was done outside is asserted too.
    assert 'call("http://localhost/rates?of=abc", timeout=3)' in text
    # Only what lies outside gets a double.
    places = {line.split('"')[1] for line in text.splitlines() if '"harbour.boundaries.' in line}
    assert {each.removeprefix("harbour.boundaries.").partition(".")[0] for each in places} <= {
        *("datetime", "date", "random", "secrets", "smtplib", "socket", "subprocess", "time"),
        "urlopen",
    }
    ended = harbour.pytest("tests/generated/test_harbour_boundaries.py")
    assert ended.returncode == 0, ended.stdout


def test_tests_behind_doubles_notice_a_changed_deed(harbour: Project) -> None:
    path = harbour.root / "harbour" / "boundaries.py"
    source = path.read_text()
    try:
        path.write_text(source.replace("timeout=3", "timeout=4"))
        ended = harbour.pytest("tests/generated/test_harbour_boundaries.py")
        assert ended.returncode == 1
        assert "timeout=4" in ended.stdout
    finally:
        path.write_text(source)


def test_what_a_run_shows_to_be_missing_is_provided(harbour: Project) -> None:
    report, text = _generated(harbour, "lookouts", executions=400)
    assert unreached(report) == set()
    assert report["dropped"] == []
    assert re.search(r'\{"[^"]+\.json": ', text)
    assert "folder_of(tmp_path, " in text
    assert re.search(r'monkeypatch.setenv\("\w+", "(?:1|abc)"\)\n', text)
    # The standard input of whoever runs the tests is never read.
    assert text.count('monkeypatch.setattr("sys.stdin"') >= text.count("confirmed(") - 2
    ended = harbour.pytest("tests/generated/test_harbour_lookouts.py", "-s")
    assert ended.returncode == 0, ended.stdout


def test_formats_terms_and_values_that_refuse_are_gone_through(harbour: Project) -> None:
    report, text = _generated(harbour, "papers", executions=700)
    assert unreached(report) == set()
    assert report["dropped"] == []
    assert "label(Refusing()) == " in text
    assert re.search(r"\"[^\"]*;\s*draught_in_metres\w*=(\d+)[^\"]*\",\s*\{\"draught\": \1\}", text)
    assert "Place(" in text
    ended = harbour.pytest("tests/generated/test_harbour_papers.py")
    assert ended.returncode == 0, ended.stdout


def test_code_that_reads_code_gets_parsed_nodes(harbour: Project) -> None:
    report, text = _generated(harbour, "readers", executions=400)
    assert unreached(report) == set()
    assert report["dropped"] == []
    assert ".body[0]" in text
    assert "._Register__forgotten(" in text


def test_context_managers_are_left_by_exceptions(harbour: Project) -> None:
    report, text = _generated(harbour, "managers", executions=400)
    assert unreached(report) == set()
    assert share(report) == 1.0
    assert 'raise Storm("inside")' in text
    assert '["out", "astray", "home"]' in text
    assert harbour.pytest("tests/generated/test_harbour_managers.py").returncode == 0


def test_generators_are_left_half_consumed(harbour: Project) -> None:
    (report,) = harbour.generate("harbour/tides.py", executions=400)
    text = harbour.suite("harbour.tides")
    assert unreached(report) == set()
    assert ".close()" in text
    assert '"ebb"]' in text
    assert '.throw(ValueError("inside"))' in text
    assert '.send("abc")' in text
    assert harbour.pytest("tests/generated/test_harbour_tides.py").returncode == 0


def test_coroutines_are_served_limited_and_cancelled(harbour: Project) -> None:
    report, text = _generated(harbour, "waiting", executions=400)
    lines = (harbour.root / "harbour" / "waiting.py").read_text().splitlines()
    cannot = {(line, None) for line, text in enumerate(lines, 1) if "cannot be reached" in text}
    assert unreached(report) == cannot
    for word in ("gather(", "wait_for(", "task.cancel()"):
        assert word in text
    assert harbour.pytest("tests/generated/test_harbour_waiting.py").returncode == 0


def test_files_the_environment_and_the_standard_input_are_provided(harbour: Project) -> None:
    report, text = _generated(harbour, "reading")
    assert unreached(report) == set()
    assert share(report) == 1.0
    assert 'monkeypatch.setenv("MODE", "loud")' in text
    assert 'monkeypatch.setattr("sys.stdin", StringIO(' in text
    assert "monkeypatch.chdir(tmp_path)" in text
    assert ".chart" in text
    assert harbour.pytest("tests/generated/test_harbour_reading.py").returncode == 0


def test_files_that_are_asked_for_before_they_are_read_are_there(harbour: Project) -> None:
    report, text = _generated(harbour, "logbooks")
    assert unreached(report) == set()
    assert 'monkeypatch.setenv("HARBOUR_ORDERS", "harbour_orders.txt")' in text
    assert 'monkeypatch.delenv("HARBOUR_WATCHES", raising=False)' in text
    for name in ("watches.txt", "harbour_logbook.json"):
        assert f'{{"{name}": ' in text
    assert harbour.pytest("tests/generated/test_harbour_logbooks.py").returncode == 0


@pytest.fixture
def fleet(tmp_path: Path) -> Project:
    return Project.of(tmp_path, "harbour")


PAIR = ("harbour/loading.py", "harbour/sailing.py")


def test_suites_of_a_package_share_their_fixtures(fleet: Project) -> None:
    fleet.generate(*PAIR, "--no-mutants", executions=300)
    folder = fleet.root / "tests" / "generated"
    assert "def ship():\n    return Ship()" in (folder / "conftest.py").read_text()
    suites = [fleet.suite(f"harbour.{each}") for each in ("loading", "sailing")]
    for text in suites:
        assert "def ship():" not in text
        assert len(re.findall(r"^def test_\w+\((?:.*, )?ship\):", text, re.MULTILINE)) >= 3
    ended = fleet.pytest("tests/generated")
    assert ended.returncode == 0, ended.stdout
    # Alone again, a suite has what it needs; together again, nothing changes.
    fleet.generate(PAIR[0], "--no-mutants", executions=300)
    assert "@pytest.fixture" in fleet.suite("harbour.loading")
    assert fleet.pytest("tests/generated").returncode == 0
    fleet.generate(*PAIR, "--no-mutants", executions=300)
    assert [fleet.suite(f"harbour.{each}") for each in ("loading", "sailing")] == suites


def test_a_conftest_of_the_user_is_left_alone(fleet: Project) -> None:
    path = fleet.root / "tests" / "generated" / "conftest.py"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\n")
    fleet.generate(*PAIR, "--no-mutants", executions=300)
    assert path.read_text() == "# mine\n"
    assert "@pytest.fixture" in fleet.suite("harbour.loading")
    assert fleet.pytest("tests/generated").returncode == 0


def test_command_lines_reach_what_lies_behind_them(harbour: Project) -> None:
    report, text = _generated(harbour, "signals", executions=900)
    assert unreached(report) == set()
    assert 'monkeypatch.setattr("sys.argv", ' in text
    assert "--dry-run" in text
    # What the runner of the tests was started with is nobody's command line.
    assert not re.search(r"main\((arguments=None)?\)", text)
    ended = harbour.pytest("tests/generated/test_harbour_signals.py")
    assert ended.returncode == 0, ended.stdout


def test_who_ends_a_standard_stream_gets_one_of_its_own(harbour: Project) -> None:
    report, text = _generated(harbour, "pages")
    assert unreached(report) == set()
    assert report["dropped"] == []
    assert 'monkeypatch.setattr("sys.stdout", stdout_file)' in text
    assert re.search(r'"stdout\.txt"\)\.read_text\(encoding="utf-8"\) == ', text)
    assert 'monkeypatch.setattr("sys.stderr", StringIO())' in text
    # Those who run the tests keep their streams, captured or not, and no file is left open.
    for option in ("-s", "--capture=sys", "-Werror"):
        ended = harbour.pytest("tests/generated/test_harbour_pages.py", option)
        assert ended.returncode == 0, ended.stdout


def test_what_depends_on_where_a_function_was_made_is_not_demanded(harbour: Project) -> None:
    report, text = _generated(harbour, "callbacks", executions=400)
    assert report["dropped"] == []
    assert "<lambda>" not in text
    ended = harbour.pytest("tests/generated/test_harbour_callbacks.py")
    assert ended.returncode == 0, ended.stdout


def test_what_looks_at_its_process_or_its_folder_passes_wherever_tests_run(
    harbour: Project,
) -> None:
    _, text = _generated(harbour, "moorings", executions=200)
    # How the process was called is the business of whoever runs the tests.
    assert "asked" not in text
    assert "compiled() is True" in text
    assert text.count("monkeypatch.chdir(tmp_path)") == text.count("compiled() is True")
    ended = harbour.pytest("-q", "tests/generated/test_harbour_moorings.py")
    assert ended.returncode == 0, ended.stdout
    assert not list((harbour.root / "__pycache__").glob("*.pyc"))


def test_an_item_gets_into_the_place_where_it_is_looked_for(harbour: Project) -> None:
    report, text = _generated(harbour, "rosters", executions=600)
    assert unreached(report) == set()
    assert re.search(
        r"taken = .*Berth\(47\d\d, \"lee\"\)|is_taken\(.*Berth\(47\d\d, \"lee\"\)", text
    )


def test_variables_of_the_machine_that_the_subject_reads_change_no_result(
    harbour: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for module in ("reading", "settings"):
        _generated(harbour, module, executions=400)
        files.append(f"tests/generated/test_harbour_{module}.py")
    monkeypatch.setenv("DEPTH", "9")
    monkeypatch.setenv("HARBOUR_QUIET", "1")
    ended = harbour.pytest(*files)
    assert ended.returncode == 0, ended.stdout
