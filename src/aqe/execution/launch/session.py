"""Runs one pytest session as requested and reports it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from .early import is_imported_early
from .events import EventLog

if TYPE_CHECKING:
    from .tracing import Tracing


def early_tracing(request: dict[str, Any]) -> Tracing | None:
    """Tracing that measures already, where Python or pytest import the subject themselves.

    Such a subject has to be measured from its first line, and its copy has to be found first.
    """
    if request["mode"] != "suite" or not is_imported_early(request["search_path"]):
        return None
    tracing = _new_tracing(request)
    sys.path[:0] = request["search_path"]
    if tracing is not None:
        tracing.start()
    return tracing


def run_suite(request: dict[str, Any], log: EventLog, tracing: Tracing | None) -> int:
    """Runs the suite; returns pytest's exit code.

    Args:
        request: What to run.
        log: Takes the events.
        tracing: What measures already, or None.
    """
    early = is_imported_early(request["search_path"])
    if not early:
        tracing = _new_tracing(request)
    import pytest

    plugins = session_plugins(request, log)
    if not early:
        sys.path[:0] = request["search_path"]
        if tracing is not None:
            tracing.start()
    if tracing is not None and request["coverage"]["contexts"]:
        plugins.append(tracing.contexts())
    arguments = [*side_effect_arguments(request), *request["arguments"]]
    sys.argv[:] = ["pytest", *arguments]
    if request["as_module"]:
        _be_pytest_as_module()
    log.write({"event": "versions", "versions": _versions(tracing is not None)})
    exit_code = int(pytest.main(arguments, plugins))
    if tracing is not None:
        log.write({"event": "coverage", **tracing.stop()})
    return exit_code


def _new_tracing(request: dict[str, Any]) -> Tracing | None:
    if request["coverage"] is None:
        return None
    from .tracing import Tracing

    return Tracing(request["coverage"])


def _be_pytest_as_module() -> None:
    """Makes the main module what it is under ``python -m pytest``.

    Under the command ``pytest`` it belongs to no package and has no spec, as it has here anyway.
    """
    from importlib.util import find_spec
    from types import ModuleType

    spec = find_spec("pytest.__main__")
    if spec is None:
        return
    main = ModuleType("__main__")
    facts = {
        "__file__": spec.origin,
        "__cached__": spec.cached,
        "__loader__": spec.loader,
        "__package__": spec.parent,
        "__spec__": spec,
    }
    vars(main).update(facts)
    sys.modules["__main__"] = main


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
    if request["trial_of"] is not None:
        from .trial import Trial

        plugins.append(Trial(request["trial_of"]))
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
