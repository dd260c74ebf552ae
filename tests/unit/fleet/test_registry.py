"""Only agents whose operations and probes exist can be used."""

from __future__ import annotations

import pytest

from aqe.catalog import load_agents
from aqe.errors import SettingsError, UsageError
from aqe.fleet import Registry

OPERATIONS = {
    "coverage.gaps",
    "data.generate",
    "data.introspect",
    "data.validate",
    "flaky",
    "gate",
    "test.generate",
    "test.run",
}
PROBES = {"project-interpreter", "recorded-run"}


def test_holds_the_built_in_agents() -> None:
    registry = Registry(load_agents(), operations=OPERATIONS, probes=PROBES)
    assert len(registry) == len(list(registry)) >= 5
    assert registry.agent("qe-quality-gate").operations == ("gate",)


def test_an_agent_with_an_operation_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"the operation 'flaky', which does not exist"):
        Registry(load_agents(), operations=OPERATIONS - {"flaky"}, probes=PROBES)


def test_an_agent_with_a_probe_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"the probe 'recorded-run', which does not exist"):
        Registry(load_agents(), operations=OPERATIONS, probes={"project-interpreter"})


def test_a_misspelt_name_gets_a_suggestion() -> None:
    registry = Registry(load_agents(), operations=OPERATIONS, probes=PROBES)
    with pytest.raises(UsageError) as caught:
        registry.agent("qe-quality-gat")
    assert caught.value.hint == "did you mean qe-quality-gate?"
    assert caught.value.slug == "unknown-agent"
