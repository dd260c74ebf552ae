"""Values that texts of usual names are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.evidence import usual_values
from aqe.analysis.subjects import analyse

SOURCE = """\
def annotated(sender_email: str, count: int): ...
def untyped(url): ...
def numeric(time: float): ...
def computed(time):
    return time - 1
def joined(date):
    return date.strip().upper()
def optional(version: "str | None" = None): ...
"""


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("annotated", True),
        ("untyped", True),
        ("numeric", False),
        ("computed", False),
        ("joined", True),
        ("optional", True),
    ],
)
def test_a_usual_name_brings_usual_values_where_a_text_may_stand(
    name: str, given: bool, tmp_path: Path
) -> None:
    path = tmp_path / "demo.py"
    path.write_text(SOURCE)
    subject = analyse(path, module="demo", import_root=tmp_path)
    found = subject.callable(name)
    assert found is not None
    parameter = found.parameters[0]
    texts = usual_values()[parameter.name.rpartition("_")[2]]
    assert parameter.usual_values == (texts if given else ())
    assert not set(texts) & set(parameter.constants)


def test_no_address_of_anybody_is_among_them() -> None:
    reserved = ("example", "localhost", "192.0.2.", "2001:db8:")
    for name in ("email", "url", "host", "hostname", "domain", "ip"):
        for text in usual_values()[name]:
            is_address = any(sign in text for sign in ("@", "://")) or "." in text
            assert not is_address or any(each in text for each in reserved), (name, text)


@pytest.mark.parametrize(
    ("body", "given"),
    [("return ttl", True), ("return ttl + 1.5", True), ("return ttl.upper()", False)],
)
def test_what_is_kept_for_some_time_is_kept_longer_than_any_pause(
    body: str, given: bool, tmp_path: Path
) -> None:
    path = tmp_path / "demo.py"
    path.write_text(f"def keep(ttl):\n    {body}\n")
    found = analyse(path, module="demo", import_root=tmp_path).callable("keep")
    assert found is not None
    assert found.parameters[0].usual_values == (("600",) if given else ())
