from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Inside

ALL = ["audit", "landlock", "seccomp", "capabilities", "limits", "descriptors", "namespaces"]


def test_what_is_left_out_is_not_in_force(inside: Inside) -> None:
    assert inside("print(json.dumps(report))", off=ALL).value == {"in_force": [], "missing": []}


def test_the_report_tells_what_holds(inside: Inside) -> None:
    found = inside("print(json.dumps(report))").value
    assert {"audit", "limits", "descriptors"} <= set(found["in_force"])
    assert all(set(each) == {"name", "why"} for each in found["missing"])


def test_another_system_has_the_audit_hook_and_says_what_it_lacks(inside: Inside) -> None:
    found = inside("print(json.dumps(report))", before="sys.platform = 'darwin'").value
    assert "audit" in found["in_force"]
    assert "seccomp" not in found["in_force"]
    assert "kernel" in {each["name"] for each in found["missing"]}


def test_another_machine_has_the_other_walls(inside: Inside) -> None:
    if sys.platform != "linux":
        pytest.skip("Linux has seccomp")
    before = (
        "import os, collections\n"
        "kind = collections.namedtuple('kind', 'machine release')\n"
        "os.uname = lambda: kind('riscv64', '6.1.0')"
    )
    found = inside("print(json.dumps(report))", before=before, off=["namespaces"]).value
    missing = {each["name"]: each["why"] for each in found["missing"]}
    assert missing["seccomp"] == "the calls of riscv64 are not known"
    assert "audit" in found["in_force"]


def test_without_ctypes_there_is_the_audit_hook(inside: Inside) -> None:
    before = "sys.modules['ctypes'] = None"
    found = inside("print(json.dumps(report))", before=before).value
    assert "audit" in found["in_force"]
    assert "kernel" in {each["name"] for each in found["missing"]}


def test_bytecode_is_not_written(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "subject.py").write_text("VALUE = 3\n", encoding="ascii")
    code = f"sys.path.insert(0, {str(tmp_path / 'project')!r})\nimport subject\n"
    code += "print(json.dumps([subject.VALUE, walls.last_refusal()]))"
    assert inside(code, readable=[str(tmp_path / "project")]).value == [3, None]
    assert not (tmp_path / "project" / "__pycache__").exists()


def test_files_that_are_hidden_are_empty_for_native_code(inside: Inside, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "state").mkdir(parents=True)
    for path in (project / "plain", project / ".env", project / "state" / "aqe.db"):
        path.write_text("content", encoding="ascii")
    code = (
        "import ctypes, os\nlibrary = ctypes.CDLL(None)\ndef read(name):\n"
        f"    number = library.open(os.fsencode({str(project)!r} + '/' + name), 0)\n"
        "    buffer = ctypes.create_string_buffer(20)\n"
        "    library.read(number, buffer, 19)\n    return buffer.value.decode()\n"
        "print(json.dumps([read('plain'), read('.env'), read('state/aqe.db'), "
        "'mount-namespace' in report['in_force']]))"
    )
    policy = {"readable": [str(project)], "hidden": [str(project / "state")]}
    *found, own = inside(code, **policy).value
    if not own:
        pytest.skip("this machine offers no mount namespaces")
    assert found == ["content", "", ""]
    assert inside(code, off=["namespaces"], **policy).value[:3] == ["content"] * 3
