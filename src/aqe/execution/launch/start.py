"""Carries out one request: raises the walls, prepares the import path, runs what was asked."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .ending import die_with_parent
from .events import EventLog
from .lending import lend
from .session import early_tracing, run_suite


def main(request_path: str) -> None:
    """Carries out the request in that file and ends the process."""
    with open(request_path, encoding="utf-8") as file:
        request = json.load(file)
    log = EventLog(request["events"])
    lend(request["lent"], request["lendable"])
    tracing = early_tracing(request)  # first: the rest imports much of the standard library
    if request["die_with_parent"]:
        die_with_parent()
    walls = request["walls"]
    if walls is not None:
        policy = {**walls["policy"], "keep_fds": [log.descriptor]}
        policy["readable"] = [*policy.get("readable", ()), os.path.dirname(__file__)]
        found = _raise_walls(walls["folder"], policy)
        log.adopt()  # raising the walls may fork
        log.write({"event": "walls", **found})
    if request["bytecode"] and walls is not None:
        _share_bytecode(walls["folder"], request["bytecode"])
    if request["mode"] == "suite":
        exit_code = run_suite(request, log, tracing)
    elif request["mode"] == "look":
        from .look import run_look

        exit_code = run_look(request, log)
    elif request["mode"] == "mutant":
        from .single import run_single

        exit_code = run_single(request, log)
    else:
        from .mutants import run_mutants

        exit_code = run_mutants(request, log)
    log.write({"event": "finish", "exit": exit_code})
    if request["leave_at_once"]:
        # Threads and exit handlers of generated tests have no say in how the process ends.
        os._exit(exit_code)
    sys.exit(exit_code)


def _raise_walls(folder: str, policy: dict[str, Any]) -> dict[str, Any]:
    package = load_package("aqe_worker", folder)
    if package is None:
        return {"in_force": [], "missing": [{"name": "walls", "why": "not available"}]}
    import importlib

    try:
        walls = importlib.import_module("aqe_worker.walls")
    except ModuleNotFoundError as error:
        return {"in_force": [], "missing": [{"name": "walls", "why": str(error)}]}
    found: dict[str, Any] = walls.raise_walls(policy)
    return found


def _share_bytecode(package_folder: str, folder: str) -> None:
    if "aqe_worker" not in sys.modules and load_package("aqe_worker", package_folder) is None:
        return
    import importlib

    importlib.import_module("aqe_worker.bytecode").share(folder)


def load_package(name: str, folder: str) -> Any | None:
    """Imports the package in that folder under a private name, or None where there is none."""
    from importlib.util import module_from_spec, spec_from_file_location

    path = os.path.join(folder, "__init__.py")
    if not os.path.isfile(path):
        return None
    places: list[str] = [folder]
    spec = spec_from_file_location(name, path, submodule_search_locations=places)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
