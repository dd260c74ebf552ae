"""Why pytest cannot load a suite whose subject the worker could import."""

from __future__ import annotations

import sys

from aqe.analysis.locate import Located
from aqe.errors import SourceError
from aqe.execution.interpreter import LENT_PACKAGES

__all__ = ["is_about_the_subject", "suite_refused"]

_STDIN = "reading from stdin"


def is_about_the_subject(located: Located, reason: str) -> bool:
    """Whether no suite of the subject can be loaded, whatever tests it holds."""
    return _STDIN in reason or (_is_shadowed(located) and "ImportError" in reason)


def suite_refused(located: Located, reason: str) -> SourceError:
    """The error for a subject that pytest cannot import.

    Args:
        located: the subject.
        reason: what the run of the suite told.
    """
    top = located.module.partition(".")[0]
    if _is_shadowed(located):
        return SourceError(
            f"{located.module!r} cannot be tested under that name: Python and pytest use a module"
            f" {top!r} of their own, and it is imported instead of {str(located.path)!r}",
            hint="rename the module, or put it into a package",
            slug="module-shadowed",
        )
    hint = "try it yourself: write a test that only imports the module, and run pytest on it"
    if _STDIN in reason:
        hint = "put what reads standard input at the start under `if __name__ == '__main__':`"
    return SourceError(
        f"pytest cannot load a suite for {located.module!r}: {reason}",
        hint=hint,
        slug="suite-not-loadable",
    )


def _is_shadowed(located: Located) -> bool:
    top = located.module.partition(".")[0]
    return top in sys.stdlib_module_names or top in LENT_PACKAGES
