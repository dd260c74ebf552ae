"""Which runner runs tests of TypeScript, and how their outcomes are read."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from aqe.domain.run import Outcome
from aqe.errors import ExecutionError
from aqe.execution.script_tests import ScriptRunner, find_script_runner, run_script_tests

NODE = shutil.which("node")
PATHS = {"PATH": os.environ.get("PATH", "")}
posix = pytest.mark.skipif(os.name != "posix", reason="files that may be run")
node = pytest.mark.skipif(NODE is None, reason="Node is not installed")
UNITS = """\
import assert from "node:assert";
import { describe, it, test } from "node:test";
test("one", () => assert.equal(1, 1));
describe("group", () => {
  it("two", () => assert.equal(1, 2));
  it("three", { skip: true }, () => {});
});
"""


def installed(folder: Path, *names: str, code: str = "") -> None:
    bins = folder / "node_modules" / ".bin"
    bins.mkdir(parents=True, exist_ok=True)
    for name in names:
        (bins / name).write_text(f"#!{sys.executable}\n{code}")
        (bins / name).chmod(0o755)


@posix
@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [
        ("", "", "vitest"),
        ("", "jest --watch", "jest"),
        ("", "vitest", "vitest"),
        ("import { test } from '@jest/globals';", "", "jest"),
        ('import { test } from "vitest";', "jest", "vitest"),
    ],
)
def test_the_runner_is_the_one_that_is_imported_or_else_installed(
    text: str, script: str, expected: str, tmp_path: Path
) -> None:
    installed(tmp_path, "vitest", "jest")
    web = tmp_path / "web"
    web.mkdir()
    (web / "package.json").write_text(json.dumps({"scripts": {"test": script}}))
    runner = find_script_runner(web / "a.test.ts", text, tmp_path, PATHS)
    assert (runner.name, runner.folder) == (expected, web)
    assert Path(runner.command[0]).name == expected


@posix
def test_nothing_above_the_root_is_run(tmp_path: Path) -> None:
    installed(tmp_path, "vitest")
    root = tmp_path / "project"
    root.mkdir()
    with pytest.raises(ExecutionError, match="neither Vitest nor Jest") as caught:
        find_script_runner(root / "a.test.ts", "", root, PATHS)
    assert caught.value.hint == "npm install --save-dev vitest"


def test_what_is_imported_and_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match="no jest, which it imports") as caught:
        find_script_runner(tmp_path / "a.test.ts", "from '@jest/globals'", tmp_path, PATHS)
    assert caught.value.hint == "npm install --save-dev jest"
    with pytest.raises(ExecutionError, match="Node is not installed"):
        find_script_runner(tmp_path / "a.test.js", "from 'node:test'", tmp_path, {"PATH": ""})


@posix
@pytest.mark.parametrize(
    ("version", "options"),
    [
        ("v20.20.2", None),
        ("v22.7.0", ("--experimental-strip-types", "--test")),
        ("v22.18.0", ("--test",)),
        ("v23.5.0", ("--experimental-strip-types", "--test")),
        ("v24.0.1", ("--test",)),
    ],
)
def test_node_reads_types_from_some_version_on(
    version: str, options: tuple[str, ...] | None, tmp_path: Path
) -> None:
    installed(tmp_path, "node", code=f"print({version!r})")
    environ = {"PATH": str(tmp_path / "node_modules" / ".bin")}
    path, text = tmp_path / "a.test.ts", "from 'node:test'"
    if options is None:
        with pytest.raises(ExecutionError, match=r"Node 20\.20 does not read \.ts") as caught:
            find_script_runner(path, text, tmp_path, environ)
        assert caught.value.hint == "npm install --save-dev tsx"
        (tmp_path / "node_modules" / "tsx").mkdir()
        options = ("--import", "tsx", "--test")
    assert find_script_runner(path, text, tmp_path, environ).command[1:] == options


@node
def test_outcomes_of_node_have_the_names_of_their_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.test.mjs"
    path.write_text(UNITS)
    runner = find_script_runner(path, UNITS, tmp_path, PATHS)
    found = run_script_tests(runner, path, environ=PATHS, timeout_s=60, cancelled=lambda: False)
    assert found == {
        "one": [Outcome.PASSED],
        "group two": [Outcome.FAILED],
        "group three": [Outcome.SKIPPED],
    }
    path.write_text("import 'node:test'; (((")
    broken = run_script_tests(runner, path, environ=PATHS, timeout_s=60, cancelled=lambda: False)
    assert broken == {"(the file)": [Outcome.FAILED]}


@posix
@pytest.mark.parametrize("stops", [True, False])
def test_what_does_not_end_is_ended_with_all_that_it_started(stops: bool, tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(started)!r}, 'w').write(str(child.pid))\ntime.sleep(600)\n"
    )
    installed(tmp_path, "vitest", code=code)
    runner = find_script_runner(tmp_path / "a.test.ts", "", tmp_path, PATHS)
    found = run_script_tests(
        runner,
        tmp_path / "a.test.ts",
        environ=PATHS,
        timeout_s=600 if stops else 3,
        cancelled=lambda: stops and started.exists() and bool(started.read_text()),
    )
    assert found == (None if stops else {"(the file)": [Outcome.TIMEOUT]})
    child = int(started.read_text())
    deadline = time.monotonic() + 30
    while _runs(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@posix
@pytest.mark.parametrize(
    "code", ["print('no config'); raise SystemExit(1)", "open(OUT, 'w').write('[]')"]
)
def test_a_runner_that_tells_nothing_is_an_error_with_its_last_line(
    code: str, tmp_path: Path
) -> None:
    out = "next(each[13:] for each in sys.argv if each.startswith('--outputFile='))"
    installed(tmp_path, "vitest", code=f"import sys\nOUT = {out}\n{code}\n")
    runner = find_script_runner(tmp_path / "a.test.ts", "", tmp_path, PATHS)
    with pytest.raises(ExecutionError, match="vitest told nothing of") as caught:
        run_script_tests(
            runner, tmp_path / "a.test.ts", environ=PATHS, timeout_s=60, cancelled=lambda: False
        )
    assert ("no config" in caught.value.message) is code.startswith("print")


def test_a_runner_that_is_gone_is_an_error(tmp_path: Path) -> None:
    runner = ScriptRunner("vitest", (str(tmp_path / "gone"),), tmp_path)
    with pytest.raises(ExecutionError, match="could not be started"):
        run_script_tests(
            runner, tmp_path / "a.test.ts", environ={}, timeout_s=5, cancelled=lambda: False
        )
