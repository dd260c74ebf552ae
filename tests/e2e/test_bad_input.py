"""Bad input to `aqe test generate`: a clear error with the next step, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import SOURCE, Ended, Run

CLAMP = """\
def clamp(x: int, low: int, high: int) -> int:
    if x < low:
        return low
    if x > high:
        return high
    return x
"""
BUDGET = ("--executions", "150")
ANSWER = (
    """echo '{"version": [VERSION], "prefix": "/x", "implementation": "cpython", """
    """"pytest": TOOL, "coverage": TOOL, "hypothesis": null, "path": []}'"""
)
"""A script that answers like an interpreter."""


@pytest.fixture
def clamp(project: Path) -> Path:
    """A module that is fine."""
    path = project / "clamp.py"
    path.write_text(CLAMP)
    return path


# -- the request ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--budgt", "1"], "No such option '--budgt'. Did you mean '--budget'"),
        (["--budget", "0"], "0.0 is not in the range 0.1<=x<=86400"),
        (["--budget", "-1"], "-1.0 is not in the range"),
        (["--budget", "nan"], "nan is not a number"),
        (["--budget", "inf"], "inf is not in the range"),
        (["--budget", "abc"], "'abc' is not a valid float"),
        (["--count", "0"], "0 is not in the range x>=1"),
        (["--coverage", "200"], "200.0 is not in the range 0<=x<=100"),
        (["--coverage", "nan"], "nan is not a number"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--seed", "text"], "'text' is not a valid integer"),
        (["--seed", "-1"], "-1 is not in the range"),
        (["--executions", "0"], "0 is not in the range x>=1"),
        (["--out", ""], "the path is empty"),
    ],
)
def test_a_bad_value_is_told_with_its_option(
    aqe: Run, clamp: Path, options: list[str], message: str
) -> None:
    ended = aqe("test", "generate", "clamp.py", *options)

    assert ended.code == 2
    assert message in ended.errors
    assert options[0] in ended.errors
    assert "see `aqe test generate --help`" in ended.errors
    assert ended.output == ""
    assert not (clamp.parent / "tests").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "slug", "message"),
    [
        (["nowhere.py"], 2, "path-missing", "there is no file"),
        (["folder"], 2, "no-sources", "there is no Python source in"),
        (["data.bin"], 2, "not-python", "is not a Python source file"),
        (["dangling.py"], 2, "path-missing", "there is no file"),
        (["clamp.py", "--existing", "nowhere"], 2, "path-missing", "there are no tests at"),
        (["clamp.py", "--changed", "nosuchref"], 2, "no-git", "not in a git repository"),
        (["clamp.py", "--out", "data.bin"], 2, "output-not-writable", "File exists"),
        (["clamp.py", "--out", "data.bin/x"], 2, "output-not-writable", "Not a directory"),
        (["clamp.py", "--python", "/no/python"], 2, "python-not-found", "no Python interpreter"),
        (["clamp.py", "--python", "data.bin"], 3, "python-broken", "Permission denied"),
    ],
)
def test_what_cannot_be_used_is_named(
    aqe: Run, clamp: Path, arguments: list[str], code: int, slug: str, message: str
) -> None:
    root = clamp.parent
    (root / "folder").mkdir()
    (root / "data.bin").write_bytes(bytes(range(256)))
    (root / "dangling.py").symlink_to("nowhere.py")

    ended = aqe("test", "generate", *arguments, "--json")

    assert ended.code == code
    error = ended.json()["error"]
    assert error["slug"] == slug
    assert message in error["message"]
    assert error["hint"]
    assert (root / "data.bin").read_bytes() == bytes(range(256))


@pytest.mark.skipif(os.name != "posix", reason="needs scripts with a first line")
@pytest.mark.parametrize(
    ("script", "code", "slug", "message"),
    [
        ("exit 0", 3, "python-broken", "its answer makes no sense"),
        ('echo "$3" >&2; exit 2', 3, "python-broken", "exit code 2"),
        ("echo nothing works >&2; exit 1", 3, "python-broken", "nothing works"),
        ("echo '[1]'", 3, "python-broken", "its answer makes no sense"),
        (
            ANSWER.replace("VERSION", "3, 8, 1").replace("TOOL", '"8"'),
            2,
            "python-too-old",
            "is Python 3.8.1; aqe needs 3.9 or later there",
        ),
        (
            ANSWER.replace("VERSION", "3, 99, 0").replace("TOOL", "null"),
            3,
            "pytest-missing",
            "has no pytest and no coverage",
        ),
    ],
)
def test_an_interpreter_that_is_none_is_refused(
    aqe: Run, clamp: Path, script: str, code: int, slug: str, message: str
) -> None:
    path = clamp.parent / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)

    ended = aqe("test", "generate", "clamp.py", "--python", str(path), "--json")

    assert ended.code == code
    assert ended.json()["error"]["slug"] == slug
    assert message in ended.json()["error"]["message"]


def test_a_pipe_is_no_source_and_blocks_nothing(aqe: Run, project: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(project / "pipe.py")

    assert "is not a Python source file" in aqe("test", "generate", "pipe.py").errors
    assert "there is no Python source" in aqe("test", "generate", ".").errors


def test_an_unknown_revision_is_told_once(aqe: Run, clamp: Path) -> None:
    subprocess.run(["git", "init", "-q", str(clamp.parent)], check=True)

    ended = aqe("test", "generate", "clamp.py", "--changed", "nosuchref")

    assert ended.code == 2
    assert "there is no revision 'nosuchref' in this repository" in ended.errors


def test_settings_that_are_wrong_are_told_before_anything_is_done(
    aqe: Run, clamp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clamp.parent / "pyproject.toml").write_text("[tool.aqe.generate]\nbudgt = 3\n")
    from_file = aqe("test", "generate", "clamp.py")
    (clamp.parent / "pyproject.toml").write_text("")
    monkeypatch.setenv("AQE_LIMITS_CPU_S", "soon")
    from_variable = aqe("test", "generate", "clamp.py")

    assert (from_file.code, from_variable.code) == (2, 2)
    assert "Did you mean 'generate.budget'?" in from_file.errors
    assert "AQE_LIMITS_CPU_S: limits.cpu_s = 'soon' is not a number" in from_variable.errors
    assert not (clamp.parent / "tests").exists()


@pytest.mark.parametrize("blocked", [".agentic-qe", ".agentic-qe/aqe.db/x"])
def test_a_state_that_cannot_be_kept_is_told_before_the_work(
    aqe: Run, clamp: Path, blocked: str
) -> None:
    path = clamp.parent / blocked
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("in the way")

    ended = aqe("test", "generate", "clamp.py", "--json")

    assert ended.code == 3
    assert ended.json()["error"]["slug"] == "state-unusable"
    assert path.read_text() == "in the way"


# -- the modules ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """A file that no suite can be written for, and what is said about it."""

    path: str
    content: bytes
    slug: str
    message: str
    hint: str = ""


BAD = [
    Bad("binary.py", bytes(range(256)) * 9, "source-binary", "is a binary file"),
    Bad("syntax.py", b"x = 1\ndef f(:\n", "syntax-error", "has a syntax error, line 2"),
    Bad("empty.py", b"", "source-empty", "has no code in it"),
    Bad("large.py", b"x = 1\n" * 900_000, "source-too-large", "is too large: 5400000 bytes"),
    Bad(
        "undeclared.py",
        b"x = '\xe9'\n",
        "source-encoding",
        "cannot decode",
        "save the file as UTF-8",
    ),
    Bad("unknown.py", b"# coding: nosuch\nx = 1\n", "source-encoding", "unknown encoding: nosuch"),
    Bad("untrue.py", "# coding: ascii\nx = 'é'\n".encode(), "source-encoding", "can't decode"),
    Bad("not-a-name.py", CLAMP.encode(), "not-importable", "is not a Python name", "rename"),
    Bad("class.py", CLAMP.encode(), "not-importable", "'class' is not a Python name", "rename"),
    Bad("with space.py", CLAMP.encode(), "not-importable", "is not a Python name", "rename"),
    Bad(
        "raises.py", b"raise OSError('no')\n", "import-failed", "OSError: no", "-c 'import raises'"
    ),
    Bad("exits.py", b"import sys\nsys.exit(3)\n", "import-failed", "it exits with '3'", "__main__"),
    Bad("ends.py", b"import os\nos._exit(3)\n", "import-failed", "exit status 3", "__main__"),
    Bad("hangs.py", b"while True: pass\n", "import-hung", "within 1 s", "limits.import_s"),
    Bad("needs.py", b"import cv2\n", "dependency-missing", "'cv2'", "-m pip install opencv-python"),
    Bad("odd/__init__.py", b"1 / 0\n", "import-failed", "ZeroDivisionError"),
    Bad("odd/inner.py", CLAMP.encode(), "import-failed", "ZeroDivisionError"),
    Bad("types.py", CLAMP.encode(), "module-shadowed", "module 'types' of their own", "rename"),
    Bad(
        "asks.py",
        b"import sys\nanswer = sys.stdin.read()\ndef f():\n    return 1\n",
        "suite-not-loadable",
        "reading from stdin",
        "__main__",
    ),
]


@dataclass(frozen=True)
class Batch:
    """One command over many files."""

    root: Path
    ended: Ended
    reports: dict[str, Any]
    """By path from the root."""
    left: tuple[str, ...]
    """What stands in the folder for temporary files afterwards."""


def batch(root: Path, paths: list[str], *options: str) -> Batch:
    temporary = root.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AQE_")}
    environ |= {"PYTHONPATH": str(SOURCE), "TMPDIR": str(temporary), "AQE_LIMITS_IMPORT_S": "1"}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "aqe", "test", "generate", *paths, *options, "--json"],
        cwd=root,
        env=environ,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    document = json.loads(ended.stdout)
    subjects = {each["path"]: each for each in document["result"]["subjects"]}
    return Batch(
        root,
        Ended(ended.returncode, ended.stdout, ended.stderr),
        subjects,
        tuple(sorted(os.listdir(temporary))),
    )


GOOD = ("clamp.py", "constants.py", "nothing.py")


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    root = tmp_path_factory.mktemp("bad") / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    for each in BAD:
        (root / each.path).parent.mkdir(exist_ok=True)
        (root / each.path).write_bytes(each.content)
    (root / "clamp.py").write_text(CLAMP)
    (root / "constants.py").write_text("LIMIT = 3\n")
    (root / "nothing.py").write_text('"""Nothing yet."""\n')
    paths = [each.path for each in BAD]
    return batch(root, [*paths[:9], *GOOD, *paths[9:]], *BUDGET, "--jobs", "2")


@pytest.mark.slow
@pytest.mark.parametrize("case", BAD, ids=lambda each: each.path)
def test_a_bad_module_is_explained(bad: Batch, case: Bad) -> None:
    report = bad.reports[case.path]

    assert report["status"] == "failed"
    assert report["error"]["slug"] == case.slug
    assert case.message in report["error"]["message"]
    assert case.hint in report["error"]["hint"]


@pytest.mark.slow
def test_bad_modules_cost_their_neighbours_nothing(bad: Batch) -> None:
    assert bad.ended.code == 3
    assert bad.reports["clamp.py"]["status"] == "verified"
    written = sorted(os.listdir(bad.root / "tests" / "generated"))
    assert written == ["test_clamp.py", "test_constants.py"]
    assert "Traceback" not in bad.ended.errors
    assert bad.left == ()


@pytest.mark.slow
def test_an_empty_module_has_nothing_to_test(bad: Batch) -> None:
    report = bad.reports["nothing.py"]

    assert bad.reports["constants.py"]["status"] == "verified"
    assert report["status"] == "no-tests"
    assert "there is nothing to test" in report["notes"][0]


ODD = {
    "latin.py": CLAMP.replace("def", "# é\ndef", 1).encode("latin-1"),
    "windows.py": CLAMP.replace("\n", "\r\n").encode(),
    "marked.py": b"\xef\xbb\xbf" + CLAMP.encode(),
    "naïve.py": CLAMP.encode(),
    "a folder é/inside.py": CLAMP.encode(),
    "program.py": (CLAMP + "if __name__ == '__main__':\n    raise SystemExit(1)\n").encode(),
    "asks.py": b"def ask(x: int) -> int:\n    if x > 3:\n        return 1\n    return int(input())\n",
    "one/thing.py": CLAMP.encode(),
    "two/thing.py": CLAMP.replace("clamp", "squeeze").encode(),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    root = tmp_path_factory.mktemp("odd") / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    for path, content in ODD.items():
        (root / path).parent.mkdir(exist_ok=True)
        coding = b"# coding: latin-1\n" if path == "latin.py" else b""
        (root / path).write_bytes(coding + content)
    (root / "one" / "again").symlink_to(root, target_is_directory=True)
    return batch(root, ["."], *BUDGET, "--jobs", "2")


@pytest.mark.slow
@pytest.mark.parametrize("path", ODD)
def test_an_odd_module_is_no_obstacle(odd: Batch, path: str) -> None:
    report = odd.reports[path]

    assert report["status"] == "verified"
    assert report["tests"] >= 1


@pytest.mark.slow
def test_modules_of_one_name_get_a_suite_each(odd: Batch) -> None:
    written = [each for report in odd.reports.values() for each in report["files"]]
    texts = [(odd.root / name).read_text() for name in written if "thing" in name]

    assert len(set(written)) == len(ODD) == len(odd.reports)
    assert sorted("clamp" in text for text in texts) == [False, True]
    assert sorted("squeeze" in text for text in texts) == [False, True]
    assert odd.ended.code == 0
    assert odd.left == ()


# -- what is there already -----------------------------------------------------------------------


@pytest.mark.slow
def test_an_edited_suite_stays_and_one_new_one_stands_beside_it(aqe: Run, clamp: Path) -> None:
    command = ("test", "generate", "clamp.py", *BUDGET)
    folder = clamp.parent / "tests" / "generated"
    aqe(*command)
    edited = (folder / "test_clamp.py").read_text() + "\n\ndef test_mine():\n    assert True\n"
    (folder / "test_clamp.py").write_text(edited)

    second, third = aqe(*command), aqe(*command)

    assert "test_clamp.py was edited since it was written" in second.output
    assert "the new suite is in test_clamp_2.py" in third.output
    assert sorted(os.listdir(folder)) == ["test_clamp.py", "test_clamp_2.py"]
    assert (folder / "test_clamp.py").read_text() == edited

    forced = aqe(*command, "--force")

    assert forced.code == 0
    assert "test_mine" not in (folder / "test_clamp.py").read_text()


@pytest.mark.slow
def test_a_damaged_database_is_set_aside_and_told(aqe: Run, clamp: Path) -> None:
    state = clamp.parent / ".agentic-qe"
    state.mkdir()
    (state / "aqe.db").write_bytes(b"no database " * 1000)

    ended = aqe("test", "generate", "clamp.py", *BUDGET)

    assert ended.code == 0
    assert "the database was damaged" in ended.errors
    (kept,) = state.glob("aqe.db.damaged-*")
    assert kept.read_bytes() == b"no database " * 1000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that holds less than a suite and its record need."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("file systems cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_state_does_not_lose_the_suite(
    aqe_process: Run, small_disk: Path, clamp: Path
) -> None:
    (small_disk / "pyproject.toml").write_text("")
    suites = clamp.parent / "suites"

    ended = aqe_process(
        "test", "generate", str(clamp), "--project", str(small_disk), "--out", str(suites), *BUDGET
    )

    assert ended.code == 0
    assert "no space left to write" in ended.errors
    assert "clamp" in (suites / "test_clamp.py").read_text()


@pytest.mark.slow
def test_a_full_output_folder_is_told(aqe_process: Run, small_disk: Path, clamp: Path) -> None:
    with (small_disk / "fill").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)

    ended = aqe_process("test", "generate", "clamp.py", "--out", str(small_disk), *BUDGET)

    assert ended.code in (2, 3)
    assert "No space left on device" in ended.errors + ended.output
    assert "Traceback" not in ended.errors
