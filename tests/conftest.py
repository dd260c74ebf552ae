"""Settings of the whole test suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
BY_THE_CLOCK = frozenset(
    {
        "e2e/test_interruption.py",
        "integration/mcp/test_transports.py",
        "integration/store/test_budgets.py",
        "integration/store/test_processes.py",
        "integration/test_benchmark.py",
    }
)
"""Files whose tests start several processes at once or wait for moments: one after the other."""

for _name in [each for each in os.environ if each.endswith(("_API_KEY", "_BASE_URL"))]:
    # With a key in the environment a model would be asked.
    del os.environ[_name]

settings.register_profile(
    "aqe",
    deadline=None,  # a busy machine is no failure
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    database=None,
    print_blob=True,
)
settings.load_profile("aqe")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one worker; leave long sweeps out unless they are asked for by mark."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            name = Path(os.path.relpath(item.path, HERE)).as_posix()
            group = "by the clock" if name in BY_THE_CLOCK else name
            item.add_marker(pytest.mark.xdist_group(group))
    if "nightly" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("nightly")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
