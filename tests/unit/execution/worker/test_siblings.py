"""Other modules of the subject's package go through their sets backwards, too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

INSIDE = """
import json, sys
from aqe.execution.worker import loading, siblings

folder, follow = sys.argv[1:]
sys.path.insert(0, folder)
if follow == "yes":
    siblings.follow_siblings("odd.checks")
loaded = loading.load("odd.checks", folder + "/odd/checks.py", False)
order, shown = loaded.recorder.order, []
for is_backwards in (False, True):
    order.begin(is_backwards)
    shown.append([loaded.module.check("abc"), order.has_met])
print(json.dumps(shown))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "__init__.py").touch()
    (odd / "plain.py").write_text("def same(text):\n    return text\n", encoding="utf-8")
    (odd / "texts.py").write_text(
        "def listed(text: str) -> list:\n"
        '    """Its letters."""\n'
        "    return [each for each in set(text)]\n",
        encoding="utf-8",
    )
    (odd / "checks.py").write_text(
        "from odd.plain import same\nfrom odd.texts import listed\n\n\n"
        "def check(text):\n    return listed(same(text))\n",
        encoding="utf-8",
    )
    return tmp_path


def shown(package: Path, follow: str) -> list[tuple[list[str], bool]]:
    command = [sys.executable, "-c", INSIDE, str(package), follow]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [(value, met) for value, met in json.loads(done.stdout)]


def test_sets_of_other_modules_are_turned_round(package: Path) -> None:
    (forwards, met), (backwards, met_again) = shown(package, "yes")
    assert sorted(forwards) == ["a", "b", "c"]
    assert backwards == forwards[::-1]
    assert met
    assert met_again


def test_they_are_left_alone_where_nobody_asked(package: Path) -> None:
    (forwards, met), (backwards, _) = shown(package, "no")
    assert backwards == forwards
    assert not met


def test_a_module_that_cannot_be_parsed_says_so_as_usual(package: Path) -> None:
    (package / "odd" / "texts.py").write_text("x = set(\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        shown(package, "yes")
    assert "SyntaxError" in caught.value.stderr
    assert "texts.py" in caught.value.stderr
