"""Evidence that is a file is kept under its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError
from aqe.store import Store
from aqe.testing import ManualClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, clock=ManualClock()) as opened:
        opened.record_run(
            RecordedRun("r1", RunKind.TEST, ("pytest",), "/p", "2030-01-01", 1.0, 0, "3.11")
        )
        yield opened


def test_the_name_of_the_file_is_its_digest(store: Store) -> None:
    path = store.artefact(b"<html>", "report.html", run_id="r1")
    assert path.read_bytes() == b"<html>"
    assert path.name == hashlib.sha256(b"<html>").hexdigest() + ".html"
    assert path.is_relative_to(store.folder)


def test_the_same_content_is_kept_once_under_all_its_names(store: Store) -> None:
    paths = {store.artefact(b"x", name) for name in ("a.txt", "b.txt", "a.txt")}
    assert len(paths) == 1
    assert [each.name for each in store.artefacts()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("name", ["../../evil.sh", "/etc/passwd", "a/b.tar.gz", "odd.a b", "."])
def test_no_name_leads_outside(store: Store, name: str) -> None:
    path = store.artefact(b"content", name)
    assert path.resolve().is_relative_to(store.folder)
    assert store.artefacts()[0].name == name


def test_artefacts_of_a_run(store: Store) -> None:
    store.artefact(b"1", "log.txt", run_id="r1")
    store.artefact(b"2", "loose.txt")
    (mine,) = store.artefacts("r1")
    assert (mine.name, mine.run, mine.size_bytes) == ("log.txt", "r1", 1)
    assert [each.run for each in store.artefacts()] == ["r1", None]
    assert store.read_artefact(mine) == b"1"


def test_a_changed_artefact_is_no_evidence(store: Store) -> None:
    path = store.artefact(b"passed", "log.txt", run_id="r1")
    (artefact,) = store.artefacts("r1")
    path.write_bytes(b"failed")
    with pytest.raises(StoreError) as caught:
        store.read_artefact(artefact)
    assert caught.value.slug == "artefact-damaged"
    path.write_bytes(b"short")
    assert any(artefact.digest in problem for problem in store.check().problems)
    path.unlink()
    with pytest.raises(StoreError) as caught:
        store.read_artefact(artefact)
    assert caught.value.slug == "artefact-missing"


def test_a_run_that_is_not_recorded_has_no_artefacts(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.artefact(b"x", "a.txt", run_id="nowhere")
    assert caught.value.slug == "run-unknown"
