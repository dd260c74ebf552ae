"""The official JSON-Schema-Test-Suite, which travels in the source distribution of `jsonschema`."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Group", "fetched", "groups"]

_INSIDE = "/json/tests/draft2020-12/"
_TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class Group:
    """One schema of the suite."""

    file: str
    description: str
    schema: object
    satisfiable: bool | None
    """Whether the suite has an instance that is valid; none where it has no instance at all."""


def fetched(folder: Path) -> Path | None:
    """The folder of the tests for 2020-12 below `folder`, downloaded with pip where it is missing.

    Returns:
        None where it cannot be had, such as without a network.
    """
    tests = folder / "draft2020-12"
    if tests.is_dir():
        return tests
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", "jsonschema", "--dest", str(folder), "jsonschema"]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    archives = sorted(folder.glob("jsonschema-*.tar.gz"))
    if not archives:
        return None
    _unpack(archives[-1], tests)
    return tests if tests.is_dir() else None


def _unpack(archive: Path, tests: Path) -> None:
    """Write the JSON files of the suite and nothing else."""
    with tarfile.open(archive) as source:
        for member in source:
            _, found, name = member.name.partition(_INSIDE)
            if not found or not member.isfile() or not name.endswith(".json"):
                continue
            target = (tests / name).resolve()
            content = source.extractfile(member)
            if content is not None and target.is_relative_to(tests.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def groups(tests: Path) -> Iterator[Group]:
    """Every schema of the suite, in the order of files."""
    for path in sorted(tests.rglob("*.json")):
        for each in json.loads(path.read_text(encoding="utf-8")):
            instances = each["tests"]
            yield Group(
                file=path.relative_to(tests).as_posix(),
                description=each["description"],
                schema=each["schema"],
                satisfiable=any(test["valid"] for test in instances) if instances else None,
            )
