"""Installing a model of this machine, through the operation and the command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_model import build_tiny_model

from aqe.domain.progress import Progress
from aqe.errors import UsageError
from aqe.operations.local_models import RouterInstallLocalRequest, install_local
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.router.local_models import LocalModels


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("models") / "Phi-4-mini" / "cpu-int4")


def test_a_model_is_installed_and_described(services: Services, directory: Path) -> None:
    steps: list[Progress] = []
    watched = replace(services, progress=steps.append)
    result = install_local(RouterInstallLocalRequest(directory), watched)
    assert (result.status, result.model) == (Status.OK, "local/phi-4-mini")
    assert (result.is_new, result.replaced) == (True, False)
    assert result.size_bytes == sum(each.stat().st_size for each in directory.iterdir())
    assert (result.files, result.context_tokens, result.family) == (5, 512, "phi3")
    assert [each.phase for each in steps] == ["checksum", "checksum", "done"]
    assert {each.subject for each in steps} == {"phi-4-mini"}
    assert [each.id for each in LocalModels(services.root).models()] == ["local/phi-4-mini"]
    again = install_local(RouterInstallLocalRequest(directory), services)
    assert (again.status, again.is_new) == (Status.OK, False)


def test_paths_start_where_the_user_stands(services: Services, directory: Path) -> None:
    there = replace(services, directory=directory.parent)
    result = install_local(RouterInstallLocalRequest(Path("cpu-int4"), "mini"), there)
    assert result.place == directory.resolve()
    assert result.model == "local/mini"


def test_breaking_off_is_told_and_leaves_nothing(services: Services, directory: Path) -> None:
    result = install_local(
        RouterInstallLocalRequest(directory), replace(services, cancelled=lambda: True)
    )
    assert (result.status, result.model) == (Status.INTERRUPTED, None)
    assert LocalModels(services.root).models() == ()


def test_another_model_needs_force(services: Services, directory: Path, tmp_path: Path) -> None:
    other = build_tiny_model(tmp_path / "other", seed=1)
    install_local(RouterInstallLocalRequest(directory, "mini"), services)
    with pytest.raises(UsageError, match="another model is installed as 'mini'"):
        install_local(RouterInstallLocalRequest(other, "mini"), services)
    result = install_local(RouterInstallLocalRequest(other, "mini", force=True), services)
    assert (result.is_new, result.replaced) == (True, True)
