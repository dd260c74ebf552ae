"""The list of all operations: where each one lives and the names under which faces offer it.

Looking something up costs nothing: the module of an operation is imported by `Entry.load` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from aqe.errors import InternalError, UsageError
from aqe.operations.operation import Operation

__all__ = ["ENTRIES", "Entry", "entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation before it is loaded."""

    name: str
    place: str
    """``module:attribute`` below `aqe.operations`; the attribute is an `Operation`."""
    command: tuple[str, ...]
    """Path in the command line: ``("test", "generate")``."""
    tool: str | None = None
    """Name as an MCP tool, where it is one."""

    def load(self) -> Operation[Any, Any]:
        """Import the operation.

        Raises:
            InternalError: What stands at `place` is not this operation.
        """
        module, _, attribute = self.place.partition(":")
        operation = getattr(import_module(f"aqe.operations.{module}"), attribute)
        if not isinstance(operation, Operation) or operation.name != self.name:
            raise InternalError(f"{self.place!r} is not the operation {self.name!r}")
        return operation


ENTRIES: tuple[Entry, ...] = (
    Entry("test.generate", "generate:GENERATE", ("test", "generate"), "test_generate"),
    Entry("test.run", "run:RUN", ("test", "run"), "test_execute"),
    Entry("coverage.report", "coverage:REPORT", ("coverage", "report"), "coverage_report"),
    Entry("coverage.gaps", "coverage:GAPS", ("coverage", "gaps"), "coverage_gaps_detect"),
    Entry("explain", "explain:EXPLAIN", ("explain",), "coverage_gaps_explain"),
    Entry("mutate", "mutate:MUTATE", ("mutate",), "mutation_test_execute"),
    Entry("flaky", "flaky:FLAKY", ("flaky",), "flaky_test_detect"),
    Entry("gate", "gate:GATE", ("gate",), "quality_gate_execute"),
    Entry("report", "report:REPORT", ("report",), "test_report_comprehensive"),
    Entry("init", "init:INIT", ("init",)),
    Entry("config.get", "config:GET", ("config", "get")),
    Entry("config.set", "config:SET", ("config", "set")),
    Entry("config.list", "config:LIST", ("config", "list")),
    Entry("doctor", "doctor:DOCTOR", ("doctor",)),
    Entry("agent.list", "agents:LIST", ("agent", "list")),
    Entry("agent.show", "agents:SHOW", ("agent", "show")),
    Entry("agent.run", "agents:RUN", ("agent", "run")),
    Entry("state.backup", "state:BACKUP", ("state", "backup")),
    Entry("state.restore", "state:RESTORE", ("state", "restore")),
    Entry("state.check", "state:CHECK", ("state", "check")),
    Entry("state.prune", "state:PRUNE", ("state", "prune")),
    Entry("cost.dashboard", "cost:DASHBOARD", ("cost", "dashboard")),
    Entry("router.explain", "route:EXPLAIN", ("router", "explain")),
    Entry("router.status", "router:STATUS", ("router", "status")),
    Entry("router.models", "models:MODELS", ("router", "models")),
    Entry("router.refresh", "models:REFRESH", ("router", "refresh")),
    Entry("router.test", "router:TEST", ("router", "test")),
    Entry("router.install-local", "local_models:INSTALL", ("router", "install-local")),
    Entry("booster.status", "booster:STATUS", ("booster", "status"), "booster_status"),
    Entry("booster.expand", "expand:EXPAND", ("booster", "expand"), "booster_expand"),
    Entry("booster.apply", "patterns:APPLY", ("booster", "apply"), "booster_apply"),
    Entry("booster.patterns", "patterns:PATTERNS", ("booster", "patterns"), "booster_patterns"),
    Entry(
        "booster.transform", "transforms:TRANSFORM", ("booster", "transform"), "booster_transform"
    ),
    Entry(
        "data.introspect",
        "data_introspect:INTROSPECT",
        ("data", "introspect"),
        "test_data_introspect",
    ),
    Entry("data.generate", "data_generate:GENERATE", ("data", "generate"), "test_data_generate"),
    Entry("data.validate", "data_validate:VALIDATE", ("data", "validate"), "test_data_validate"),
    Entry(
        "data.anonymize",
        "data_anonymise:ANONYMIZE",
        ("data", "anonymize"),
        "test_data_anonymize",
    ),
    Entry("benchmark.data", "data_speed:DATA_SPEED", ("benchmark", "data")),
    Entry("benchmark.generation", "benchmark:BENCHMARK", ("benchmark", "generation")),
    Entry(
        "benchmark.template-expansion",
        "template_benchmark:TEMPLATE_BENCHMARK",
        ("benchmark", "template-expansion"),
    ),
    Entry(
        "benchmark.pattern-application",
        "pattern_benchmark:PATTERN_APPLICATION",
        ("benchmark", "pattern-application"),
    ),
)


def entry(name: str) -> Entry:
    """The operation of that name.

    Raises:
        UsageError: There is none.
    """
    found = next((each for each in ENTRIES if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in ENTRIES)
        raise UsageError(
            f"there is no operation {name!r}", hint=f"known: {known}", slug="unknown-operation"
        )
    return found
