from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse
from aqe.domain.reading import Reading
from aqe.domain.recipe import Literal, Mapping
from aqe.generation.inputs.payloads import plain_value

HELPER = """\
import os


def setting(name, default=""):
    return os.environ.get(name, default)


def is_quiet():
    return os.getenv("QUIET_MODE") is not None
"""
SOURCE = """\
import json
import os
import sys
from pathlib import Path

from kit.helper import is_quiet, setting

_NAME = "KIT_NAME"


def direct():
    return os.environ["DEPTH"], os.environ.get(_NAME), "EXTRA" in os.environ


def by_helper():
    return setting("MODE", "plain")


def further():
    return is_quiet() and by_helper()


def home():
    return os.environ["HOME"], os.environ.get("lower")


def asks():
    return input("sure?")


def lines():
    return [each for each in sys.stdin.readlines()]


def parsed():
    return json.load(sys.stdin)["name"]


def settings():
    with open("settings.json") as file:
        return json.load(file)["port"]


def notes():
    return Path("notes/today.txt").read_text()


def writes(path):
    with open("out.txt", "w") as file:
        file.write("1")
    with open(path) as file:
        return file.read()


def pure(text):
    return text.upper()
"""


def test_what_callables_read_besides_their_arguments(tmp_path: Path) -> None:
    package = tmp_path / "kit"
    package.mkdir()
    files = [package / each for each in ("__init__.py", "helper.py", "demo.py")]
    for path, text in zip(files, ("", HELPER, SOURCE), strict=True):
        path.write_text(text)
    found = analyse(files[2], module="kit.demo", import_root=tmp_path, package_files=files).readings
    assert {each.callable: each for each in found} == {
        "direct": Reading("direct", ("DEPTH", "KIT_NAME", "EXTRA")),
        "by_helper": Reading("by_helper", ("MODE",)),
        "further": Reading("further", ("QUIET_MODE", "MODE")),
        "asks": Reading("asks", standard_input=True),
        "lines": Reading("lines", standard_input=True),
        "parsed": Reading(
            "parsed", standard_input=True, payload=Mapping(((Literal("name"), Literal("abc")),))
        ),
        "settings": Reading(
            "settings",
            files=("settings.json",),
            payload=Mapping(((Literal("port"), Literal("abc")),)),
        ),
        "notes": Reading("notes", files=("notes/today.txt",)),
    }


@pytest.mark.parametrize(
    ("body", "files", "variables"),
    [
        ("return Path(os.environ.get('APP_FILE', 'a.cfg')).exists()", ("a.cfg",), ("APP_FILE",)),
        ("name = os.environ['APP_FILE']\n    return open(name)", (), ("APP_FILE",)),
        ("return open(os.getenv('APP_FILE') or USUAL)", ("usual.txt",), ("APP_FILE",)),
        (
            "path = Path('b.txt' if wide else 'c.txt')\n    return path.is_file()",
            ("b.txt", "c.txt"),
            (),
        ),
        ("if where := os.getenv('APP_FILE'):\n        return open(where)", (), ("APP_FILE",)),
        ("return os.path.isfile('a.cfg')", ("a.cfg",), ()),
        ("return os.path.exists('/etc/a.cfg')", (), ()),
        ("name = name = again = name\n    return open(name)", (), ()),
        ("return open(os.getenv('APP_FILE'), 'w')", (), ()),
        ("return Path(os.environ['HOME'])", (), ()),
        ("return open(wide)", (), ()),
    ],
)
def test_the_name_of_a_file_is_followed_to_where_it_comes_from(
    body: str, files: tuple[str, ...], variables: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "demo.py"
    path.write_text(
        "import os\nfrom pathlib import Path\n\nUSUAL = 'usual.txt'\n\n"
        f"def plan(wide):\n    {body}\n"
    )
    found = analyse(path, module="demo", import_root=tmp_path).readings
    assert [each.files for each in found if each.files] == ([files] if files else [])
    named = [each.path_variables for each in found if each.path_variables]
    assert named == ([variables] if variables else [])


def test_a_document_is_read_wherever_its_file_lies(tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(
        "import json\n\n"
        "def plan(path):\n"
        "    with open(path) as file:\n"
        "        found = json.load(file)\n"
        "    if 'version' not in found:\n"
        "        raise ValueError(path)\n"
        "    return found['size'] + 1\n"
        "def other(found):\n"
        "    return 'version' not in found\n"
    )
    (reading,) = analyse(path, module="demo", import_root=tmp_path).readings
    pairs = ((Literal("version"), Literal("abc")), (Literal("size"), Literal(2)))
    assert reading == Reading("plan", payload=Mapping(pairs))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return {key: float(each) for key, each in found.items()}", {"a": 2, "b": 3}),
        ("return [each.upper() for each in found.values()]", {"a": "abc", "b": "def"}),
        ("return sum(found.values())", {"a": 2, "b": 3}),
        ("return [each for _, each in found.items() if each > 10]", {"a": 10, "b": 11}),
    ],
)
def test_values_that_one_thing_is_done_with_are_alike(
    body: str, expected: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "demo.py"
    path.write_text(f"import json\n\ndef plan(text):\n    found = json.loads(text)\n    {body}\n")
    (reading,) = analyse(path, module="demo", import_root=tmp_path).readings
    assert reading.payload is not None
    assert plain_value(reading.payload) == expected


def test_values_under_keys_that_are_named_are_read_as_these(tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(
        "import json\n\n"
        "def plan(text):\n"
        "    found = json.loads(text)\n"
        "    name = found['name']\n"
        "    return [name, *(each for each in found.values())]\n"
    )
    (reading,) = analyse(path, module="demo", import_root=tmp_path).readings
    assert reading == Reading("plan", payload=Mapping(((Literal("name"), Literal("abc")),)))
