"""Sessions with the names that continuous integration uses; each reuses the locked environment."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "imports", "tests", "docs"]


def _install(session: nox.Session) -> None:
    session.install("--require-hashes", "-r", "requirements/dev.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and formatting."""
    _install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types."""
    _install(session)
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """Import contracts between the rooms."""
    _install(session)
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """The whole test suite; arguments after `--` go to pytest."""
    _install(session)
    spread = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    session.run("python", "-m", "pytest", *spread, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, warnings as errors."""
    _install(session)
    session.run("mkdocs", "build", "--strict")


@nox.session
def nightly(session: nox.Session) -> None:
    """Long sweeps that are not part of an ordinary run."""
    _install(session)
    session.run("python", "-m", "pytest", "-m", "nightly", *session.posargs)


@nox.session
def stdlib(session: nox.Session) -> None:
    """The standard library as a torture track; arguments after `--` go to it, such as `--every 10`."""
    _install(session)
    session.run("python", "benchmarks/generation/stdlib.py", *session.posargs)


@nox.session
def crate(session: nox.Session) -> None:
    """Build the WASM module of the booster again; needs the packages that the script names."""
    session.run("python", "crates/booster/build.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write the lock files again; `-- --upgrade` takes newer versions."""
    session.install("pip-tools")
    session.run("python", "requirements/lock.py", *session.posargs)


@nox.session
def changelog(session: nox.Session) -> None:
    """Show what the fragments in `changelog.d/` add up to."""
    _install(session)
    session.run("towncrier", "build", "--draft", "--version", "next")
