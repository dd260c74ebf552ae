"""How rivals are found and asked."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from rival_bench import fake_rival

from aqe.domain.benchmark import Contender
from aqe.errors import ExecutionError
from aqe.execution.interpreter import Interpreter, find_interpreter
from aqe.execution.rivals import (
    RIVALS,
    Order,
    contenders_of,
    installed_digest,
    own_folders,
    rival_command,
)


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    return find_interpreter(tmp_path, None, {})


@pytest.mark.slow
def test_a_rival_enters_with_its_stronger_settings_too(tmp_path: Path) -> None:
    environment = fake_rival(tmp_path / "rival", "", subject="json", version="7.5")
    found = contenders_of(RIVALS["pynguin"], find_interpreter(tmp_path, str(environment), {}))
    assert [(each.name, each.version) for each in found] == [
        ("pynguin", "7.5"),
        ("pynguin-strong", "7.5"),
    ]
    assert found[0].options == ()
    assert {"--element-visibility", "--no-xfail", "--type-tracing"} <= set(found[1].options)


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_that_is_missing_is_told_with_how_to_install_it(
    name: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExecutionError, match="unavailable") as caught:
        contenders_of(RIVALS[name], interpreter)
    assert caught.value.slug == "rival-unavailable"
    assert f"pip install {RIVALS[name].install}" in (caught.value.hint or "")
    assert "--vs-python" in (caught.value.hint or "")


def test_the_command_carries_budget_seed_and_options(interpreter: Interpreter) -> None:
    order = Order("pkg.part", Path("/copy"), Path("/out"), Path("/scratch"), 7.2, 11)
    contender = Contender("pynguin-strong", "pynguin", "1", ("--no-xfail", "True"))
    command, variables = rival_command(contender, interpreter, order, [Path("/site")])
    asked = dict(itertools.pairwise(command))
    assert asked["--module-name"] == "pkg.part"
    assert (
        asked["--maximum-search-time"] == "8"
    )  # it takes whole seconds: never less than the others
    assert asked["--seed"] == "11"
    assert asked["--project-path"] == "/copy"
    assert asked["--no-xfail"] == "True"
    assert variables == {"PYNGUIN_DANGER_AWARE": "1"}


@pytest.mark.slow
def test_the_project_s_packages_stand_behind_those_of_the_rival(tmp_path: Path) -> None:
    environment = fake_rival(tmp_path / "rival", "def test_it(): pass\n", subject="part")
    for folder in ("copy", "behind", "out", "scratch"):
        (tmp_path / folder).mkdir()
    (tmp_path / "copy" / "part.py").write_text("import needed\n")
    (tmp_path / "behind" / "needed.py").write_text("")
    (tmp_path / "behind" / "pynguin.py").write_text("raise SystemExit('the wrong one')\n")
    (tmp_path / "behind" / "part.py").write_text("raise SystemExit('the wrong one')\n")
    order = Order(
        "part", tmp_path / "copy", tmp_path / "out", tmp_path / "scratch", budget_s=1, seed=1
    )
    python = find_interpreter(tmp_path, str(environment), {})
    contender = Contender("pynguin", "pynguin", "9.9")
    command, variables = rival_command(contender, python, order, [tmp_path / "behind"])
    done = subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "test_it.py").is_file()


def test_own_folders_leave_out_the_standard_library(interpreter: Interpreter) -> None:
    found = own_folders(interpreter)
    assert any(path.name in ("site-packages", "dist-packages") for path in found)
    standard = Path(subprocess.__file__).parent
    assert standard not in found
    assert not [path for path in found if path.name in ("lib-dynload", "python311.zip")]
    assert Path(sys.executable).parent not in found


@pytest.mark.slow
def test_a_distribution_that_comes_or_changes_changes_the_digest(tmp_path: Path) -> None:
    environment = fake_rival(tmp_path / "rival", "", subject="json", version="7.5")
    python = find_interpreter(tmp_path, str(environment), {}).path
    found = {installed_digest(python)}
    metadata = next(environment.rglob("pynguin-7.5.dist-info")) / "METADATA"
    metadata.write_text(metadata.read_text().replace("7.5", "7.6"))
    found.add(installed_digest(python))
    other = metadata.parents[1] / "other-1.dist-info"
    other.mkdir()
    found.add(installed_digest(python))
    assert installed_digest(python) in found
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    found.add(installed_digest(python))
    assert len(found) == 4
