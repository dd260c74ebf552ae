"""Imports the subject again, mutated or as it is, in a process that may be thrown away."""

import os
import sys
from typing import Any, Dict, Optional

from .baselines import Job, Trial
from .execute import Executor
from .interrupts import Interrupt, Timer
from .loading import load_code, read_source
from .patches import Patches
from .properties import handed_out
from .watch import Watch
from .watchdog import Watchdog

_SHARE = 4
"""Part of the time for imports that one of a mutated subject may take."""


def patches_of(path: str) -> Patches:
    """What compiles mutants of a file."""
    source = read_source(path)
    handed_out(path)  # once, and not in each process that is forked from here
    return Patches(source, path, compile(source, path, "exec", 0, True))


def import_mutated(
    job: Job,
    patches: Patches,
    subject: Dict[str, Any],
    watch: Watch,
    watchdog: Optional[Watchdog] = None,
) -> Any:
    """The executor of the subject as the job wants it, or the trial that says why there is none."""
    name, path, limits = subject["module"], subject["path"], subject["limits"]
    timer = Timer(limits["import_s"] / _SHARE, limits["import_s"] / _SHARE, watchdog)
    timer.install()
    try:
        try:
            timer.arm()
            if job.mutant is None:
                code = compile(patches.source, path, "exec", 0, True)
            else:
                code = patches.module_code(job.mutant)
            loaded = load_code(name, path, code)
        finally:
            timer.disarm()
    except Interrupt:
        timer.disarm()
        return Trial("timeout", [], "importing the mutated module takes too long")
    except BaseException as error:
        return Trial("error", [], "%s: %s" % (type(error).__name__, error))
    loaded.watch = watch
    loaded.watchdog = watchdog
    loaded.places = subject["places"]
    loaded.furnished = bool(subject.get("furnished"))
    return Executor(loaded, limits, _new_folder(subject["scratch"]))


def _new_folder(scratch: str) -> str:
    number = 0
    while True:
        folder = os.path.join(scratch, "import-%d-%d" % (os.getpid(), number))
        try:
            os.makedirs(folder)
        except FileExistsError:
            number += 1
        else:
            return folder


def forget_package(name: str) -> None:
    """Drops every module of the subject's package, so that they are imported with the mutant."""
    top = name.partition(".")[0]
    for each in [key for key in sys.modules if key == top or key.startswith(top + ".")]:
        del sys.modules[each]
