"""Tests that a model proposed, as source that is kept as it was written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Helper", "ImportedName", "ProposedTest", "ScenarioRow", "ScenarioTemplate"]


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name that an import binds."""

    module: str
    """Absolute."""
    name: str = ""
    """What is imported from the module; empty for the module itself."""
    bound: str = ""
    """The name that it gets; for ``import a.b`` that is ``a``."""

    @property
    def statement(self) -> str:
        """The import as a statement of its own."""
        if self.name:
            alias = "" if self.bound == self.name else f" as {self.bound}"
            return f"from {self.module} import {self.name}{alias}"
        alias = "" if self.bound == self.module.partition(".")[0] else f" as {self.bound}"
        return f"import {self.module}{alias}"


@dataclass(frozen=True, slots=True)
class Helper:
    """A function, class, fixture or value beside the tests that they need."""

    names: tuple[str, ...]
    """The names that it binds."""
    source: str


@dataclass(frozen=True, slots=True)
class ProposedTest:
    """One test function with all that it needs."""

    name: str
    """As pytest reports it: ``test_x``, or ``TestX::test_x``."""
    source: str
    """Of the function with its decorators; of a method as it stands in its class."""
    imports: tuple[ImportedName, ...] = ()
    helpers: tuple[Helper, ...] = ()
    """In the order in which they have to stand."""
    class_head: str = ""
    """For a method: the class without its tests."""

    @property
    def function(self) -> str:
        """The name of the function alone."""
        return self.name.rpartition("::")[2]

    @property
    def class_name(self) -> str:
        """The class that holds it; empty for a plain function."""
        return self.name.rpartition("::")[0]

    @property
    def text(self) -> str:
        """Everything that it brings along, in one piece."""
        parts = [
            *(each.statement for each in self.imports),
            *(each.source for each in self.helpers),
        ]
        return "\n".join([*parts, *([self.class_head] if self.class_head else []), self.source])


@dataclass(frozen=True, slots=True)
class ScenarioTemplate:
    """A way to exercise the subject, with holes for values."""

    name: str
    """Of the function that gives what is to be checked."""
    columns: tuple[str, ...]
    """Its parameters."""
    source: str
    """Of that function."""
    imports: tuple[ImportedName, ...] = ()
    helpers: tuple[Helper, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One set of values for a template, with what is expected of it, as source."""

    template: ScenarioTemplate
    values: tuple[str, ...]
    """Source of each argument, in the order of the columns."""
    kind: str = "given"
    """How it came about: ``given`` by the model, ``combination``, or the family of its odd value."""
    expected: str | None = None
    """Source of the result; None where an exception is expected or nothing is known yet."""
    raises: str | None = None
    """``module:name`` of the exception; without a module where only its name is known."""
    message: str = ""
    """Of the exception, where it is demanded."""
    is_approximate: bool = False
    """Whether the result is compared but for rounding."""
    symbols: tuple[tuple[str, str], ...] = ()
    """(module, name) that the expected result needs."""
    id: str = ""
    """Of the row among those of its template."""

    @property
    def call(self) -> str:
        """The call of the template as source."""
        return f"{self.template.name}({', '.join(self.values)})"
