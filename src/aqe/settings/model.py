"""The settings of `aqe`: one frozen value, with a summary and bounds beside every field.

Attribute path and key are the same: ``settings.generate.budget`` is ``generate.budget`` in a file
and ``AQE_GENERATE_BUDGET`` in the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

__all__ = [
    "BoosterSettings",
    "CoverageSettings",
    "FlakySettings",
    "GateSettings",
    "GenerateSettings",
    "LimitSettings",
    "LogSettings",
    "Origin",
    "OriginLayer",
    "RouterSettings",
    "Settings",
    "StoreSettings",
    "TestSettings",
]


def _setting(
    default: object,
    summary: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field with what `aqe config list` and the checks need to know about it."""
    metadata = {"summary": summary, "minimum": minimum, "maximum": maximum, "choices": choices}
    return field(default=default, metadata=metadata)


class OriginLayer(StrEnum):
    """Where a value can come from, weakest first."""

    DEFAULT = "default"
    PYPROJECT = "pyproject"
    CONFIG = "config"
    ENVIRONMENT = "environment"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from."""

    layer: OriginLayer
    place: str = ""
    """File or environment variable."""

    def __str__(self) -> str:
        return self.place or self.layer.value


@dataclass(frozen=True, slots=True)
class GenerateSettings:
    """What `aqe test generate` does unless it is told otherwise."""

    out: str = _setting("tests/generated", "folder for generated suites, from the project root")
    budget: float = _setting(10.0, "seconds of search per module", minimum=0.1, maximum=86_400)
    seed: int = _setting(0, "seed of every random choice", minimum=0, maximum=2**63 - 1)
    jobs: int | None = _setting(
        None,
        "modules worked on at once; without it as many as there are cores",
        minimum=1,
        maximum=256,
    )
    executions: int | None = _setting(
        None, "executions per module instead of a time cap", minimum=1
    )
    count: int | None = _setting(None, "at most so many tests per module", minimum=1)
    coverage: float | None = _setting(
        None, "stop early at this line and branch coverage in percent", minimum=0, maximum=100
    )
    mutants: bool = _setting(True, "choose tests by the mutants they kill, too")
    share: bool = _setting(True, "let modules learn from each other how to build objects")
    property: bool | None = _setting(
        None, "offer Hypothesis tests of laws; none: where Hypothesis is installed"
    )
    python: str | None = _setting(None, "interpreter of the code under test")
    model: str | None = _setting(
        None,
        "language model for what search does not reach: off, auto, offline or provider/name; none: auto"
        " where a provider's key is found, else off",
    )
    model_wait_s: float | None = _setting(
        None,
        "seconds that models may take for one module, all questions together; none: six times the budget"
        " and at least 30, for models of this machine and with executions router.deadline_s",
        minimum=1,
        maximum=86_400,
    )
    search_path: str | None = _setting(
        None,
        "further folders that the code under test imports from, separated as in PYTHONPATH; aqe itself"
        " imports nothing from them",
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """Limits of the processes that run code under test."""

    memory_mb: int = _setting(1024, "memory of one process in MiB", minimum=64)
    cpu_s: float = _setting(0.15, "processor seconds of one candidate", minimum=0.01, maximum=3600)
    wall_s: float = _setting(
        0.3, "seconds of one candidate, waiting included", minimum=0.01, maximum=3600
    )
    import_s: float = _setting(20.0, "seconds to import a module", minimum=0.1, maximum=3600)
    file_mb: int = _setting(16, "size of one written file in MiB", minimum=1)
    output_kb: int = _setting(64, "kept of the standard output of one candidate, in KiB", minimum=1)


@dataclass(frozen=True, slots=True)
class TestSettings:
    """How `aqe test run` treats a suite."""

    __test__ = False

    timeout_s: float = _setting(
        900.0, "seconds until a whole suite is stopped", minimum=1, maximum=86_400
    )


@dataclass(frozen=True, slots=True)
class FlakySettings:
    """How `aqe flaky` looks for unstable tests."""

    runs: int = _setting(30, "reruns of the suite", minimum=2, maximum=10_000)


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """What the default gate asks of coverage."""

    line_minimum: float | None = _setting(
        None, "line coverage in percent that the default gate asks for", minimum=0, maximum=100
    )
    branch_minimum: float | None = _setting(
        None, "branch coverage in percent that the default gate asks for", minimum=0, maximum=100
    )


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Which policy `aqe gate` applies."""

    policy: str | None = _setting(None, "policy file, from the project root; none: the default")


@dataclass(frozen=True, slots=True)
class RouterSettings:
    """Which language models may be asked, and what they may cost.

    Addresses and keys of providers are no settings: a project's files must not say where its source
    or a key is sent. They come from the environment, a keyring or a vault.
    """

    enhanced: bool = _setting(
        True, "choose among models by task, quality and price; false: always ask router.model"
    )
    model: str | None = _setting(
        None, "the model that is asked when nothing is chosen, as provider/name"
    )
    priority: str = _setting(
        "cost",
        "what matters most in the choice of a model",
        choices=("cost", "quality", "speed", "offline"),
    )
    minimum_quality: float | None = _setting(
        None, "least quality of a model; none: what the task asks for", minimum=0, maximum=100
    )
    daily_limit_usd: float = _setting(
        5.0, "US dollars that models may cost on one day (UTC)", minimum=0, maximum=1_000_000
    )
    run_limit_usd: float = _setting(
        1.0, "US dollars that models may cost in one run", minimum=0, maximum=1_000_000
    )
    deadline_s: float = _setting(
        180.0, "seconds for one question, all tries included", minimum=1, maximum=86_400
    )
    concurrency: int = _setting(4, "questions at once for each key", minimum=1, maximum=256)
    requests_a_minute: int = _setting(
        120, "questions in a minute for each key", minimum=1, maximum=1_000_000
    )
    sensitive_paths: str | None = _setting(
        None,
        "patterns of files whose source never leaves this machine, separated by commas: src/auth/**",
    )
    sensitive_markers: str | None = _setting(
        None, "words that keep a file on this machine, separated by commas: CONFIDENTIAL"
    )


@dataclass(frozen=True, slots=True)
class BoosterSettings:
    """Which engine does deterministic work."""

    enabled: bool = _setting(
        True, "let the WASM module serve where it is faster; false: always the reference in Python"
    )


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """How much the project's state may hold."""

    retention_runs: int = _setting(500, "recorded runs to keep", minimum=1)
    max_mb: int = _setting(512, "size of the state in MiB that is worth an alert", minimum=1)
    backups: int = _setting(5, "backups of the database to keep", minimum=1, maximum=1000)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written to ``.agentic-qe/logs/aqe.log``."""

    level: str = _setting(
        "info", "least severe entry that is logged", choices=("debug", "info", "warning", "error")
    )
    max_kb: int = _setting(1024, "size of one log file in KiB", minimum=16, maximum=1_048_576)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with the origin of those that were given."""

    generate: GenerateSettings = GenerateSettings()
    limits: LimitSettings = LimitSettings()
    test: TestSettings = TestSettings()
    flaky: FlakySettings = FlakySettings()
    coverage: CoverageSettings = CoverageSettings()
    gate: GateSettings = GateSettings()
    router: RouterSettings = RouterSettings()
    booster: BoosterSettings = BoosterSettings()
    store: StoreSettings = StoreSettings()
    log: LogSettings = LogSettings()
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    """Origin per key; keys that are absent have their default."""
    notices: tuple[str, ...] = ()
    """What should be told about the configuration although it can be used."""

    def origin(self, key: str) -> Origin:
        """Where the value of a key came from."""
        return self.origins.get(key, Origin(OriginLayer.DEFAULT))
