"""Runs one pytest session as requested and reports it."""

from __future__ import annotations

import os
import sys
from typing import Any

from .events import EventLog

_STARTED_EARLY = ("pluggy", "packaging", "iniconfig", "pygments", "_pytest", "pytest", "py")


def run_suite(request: dict[str, Any], log: EventLog) -> int:
    """Runs the suite; returns pytest's exit code."""
    import_path: list[str] = request["search_path"]
    # A subject that pytest itself imports has to be measured from its first line.
    early = any(_holds_pytest(folder) for folder in import_path)
    tracing = None
    if request["coverage"] is not None:
        from .tracing import Tracing

        tracing = Tracing(request["coverage"])
    if early:
        sys.path[:0] = import_path
        if tracing is not None:
            tracing.start()
    import pytest

    plugins = session_plugins(request, log)
    if not early:
        sys.path[:0] = import_path
        if tracing is not None:
            tracing.start()
    if tracing is not None and request["coverage"]["contexts"]:
        plugins.append(tracing)
    arguments = [*side_effect_arguments(request), *request["arguments"]]
    sys.argv[:] = ["pytest", *arguments]
    log.write({"event": "versions", "versions": _versions(tracing is not None)})
    exit_code = int(pytest.main(arguments, plugins))
    if tracing is not None:
        log.write({"event": "coverage", **tracing.stop()})
    return exit_code


def session_plugins(request: dict[str, Any], log: EventLog) -> list[Any]:
    """The plug-ins that every session gets."""
    from .limits import Alarm
    from .order import Order
    from .recorder import Recorder

    plugins = [
        Recorder(log),
        Order(request["shuffle_seed"], request["only"], request["skip"]),
    ]  # type: list[Any]
    if request["alarm_s"] is not None:
        plugins.append(Alarm(request["alarm_s"]))
    return plugins


def side_effect_arguments(request: dict[str, Any]) -> list[str]:
    """Arguments that keep other plug-ins from reordering, spreading or measuring the session.

    They are disarmed by their own options: ``-p no:...`` would make options of theirs that the
    project's configuration holds unknown to pytest.
    """
    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return []
    from importlib.util import find_spec

    arguments: list[str] = []
    if find_spec("pytest_cov") is not None:
        arguments.append("--no-cov")
    if find_spec("xdist") is not None:
        arguments.append("-n0")
    if find_spec("pytest_randomly") is not None:
        arguments.append("--randomly-dont-reorganize")
        arguments.append("--randomly-seed=%d" % (request["shuffle_seed"] or 0))
    if not request["retries"] and find_spec("pytest_rerunfailures") is not None:
        arguments.append("--reruns=0")
    return arguments


def _holds_pytest(folder: str) -> bool:
    return any(
        os.path.exists(os.path.join(folder, name + ending))
        for name in _STARTED_EARLY
        for ending in ("", ".py")
    )


def _versions(measured: bool) -> dict[str, str]:
    import pytest

    versions = {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "pytest": pytest.__version__,
    }
    if measured:
        import coverage

        versions["coverage"] = coverage.__version__
    return versions
