"""Memory is counted from what the system says, and from the sizes of a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.router.local_models.memory import (
    CacheShape,
    available_memory_bytes,
    gibibytes,
    needed_bytes,
)

MIB = 2**20


def system(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


MEMINFO = {"proc/meminfo": "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:    8000 kB\n"}


def test_what_is_available_is_more_than_what_is_free(tmp_path: Path) -> None:
    assert available_memory_bytes(system(tmp_path, MEMINFO)) == 8000 * 1024


def test_the_tightest_group_on_the_way_up_counts(tmp_path: Path) -> None:
    files = {
        **MEMINFO,
        "proc/self/cgroup": "0::/outer/inner\n",
        "sys/fs/cgroup/outer/memory.max": "6000000\n",
        "sys/fs/cgroup/outer/memory.current": "5000000\n",
        "sys/fs/cgroup/outer/memory.stat": "anon 1\ninactive_file 700\nactive_file 5\n",
        "sys/fs/cgroup/outer/inner/memory.max": "max\n",
        "sys/fs/cgroup/outer/inner/memory.current": "4000000\n",
    }
    assert available_memory_bytes(system(tmp_path, files)) == 1_000_700


def test_groups_of_the_first_version_count_too(tmp_path: Path) -> None:
    group = "sys/fs/cgroup/memory/memory."
    files = {
        **MEMINFO,
        f"{group}limit_in_bytes": "3000000",
        f"{group}usage_in_bytes": "2000000",
        f"{group}stat": "total_inactive_file 50\n",
    }
    assert available_memory_bytes(system(tmp_path, files)) == 1_000_050
    (tmp_path / f"{group}limit_in_bytes").write_text("9223372036854771712")
    assert available_memory_bytes(tmp_path) == 8000 * 1024


def test_a_group_over_its_limit_leaves_nothing(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/memory.max": "1000",
        "sys/fs/cgroup/memory.current": "2000",
    }
    assert available_memory_bytes(system(tmp_path, files)) == 0


@pytest.mark.parametrize("own", ["0::/../..\n", "0::/../../etc\n", "1:memory:/x\n", "\n", "\xff"])
def test_a_strange_group_does_no_harm(tmp_path: Path, own: str) -> None:
    files = {**MEMINFO, "proc/self/cgroup": own, "sys/fs/cgroup/memory.max": "max"}
    assert available_memory_bytes(system(tmp_path, files)) == 8000 * 1024


def test_this_machine_tells() -> None:
    found = available_memory_bytes()
    assert found is None or found > MIB


def test_a_token_takes_a_key_and_a_value_for_each_layer() -> None:
    phi_4_mini = CacheShape(layers=32, heads=8, head_size=128, number_bytes=4)
    assert phi_4_mini.token_bytes == 256 * 1024
    empty = needed_bytes(5_000_000, phi_4_mini, 0)
    assert needed_bytes(5_000_000, phi_4_mini, 4096) - empty == 2**30
    assert empty > 5_000_000


@pytest.mark.parametrize(
    ("count", "text"), [(2**30, "1.0 GiB"), (4_930_000_000, "4.6 GiB"), (200 * MIB, "200.0 MiB")]
)
def test_sizes_can_be_read(count: int, text: str) -> None:
    assert gibibytes(count) == text
