"""What a callable reads besides its arguments: variables, the standard input, the command line, files."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.domain.recipe import Recipe

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one callable reads, itself or through functions of its package that it calls."""

    callable: str
    """Its qualified name."""
    variables: tuple[str, ...] = ()
    """Variables of the environment."""
    standard_input: bool = False
    files: tuple[str, ...] = ()
    """Names of files in the working directory."""
    path_variables: tuple[str, ...] = ()
    """Variables of the environment that say which file is read."""
    command_lines: tuple[tuple[str, ...], ...] = ()
    """Arguments that its parser takes, where it has one."""
    parsed_parameters: tuple[str, ...] = ()
    """Parameters whose values it parses as a command line."""
    parses_process: bool = False
    """Whether it parses the arguments of the process."""
    flags: tuple[tuple[str, tuple[bool | str | None, ...]], ...] = ()
    """Dotted names of switches of its module that it asks, with values that they do not have."""
    payload: Recipe | None = None
    """A document of the shape that is read out of a file, where one is parsed."""

    @property
    def needs_provision(self) -> bool:
        """Whether it has little to read when nothing is put there for it."""
        is_read = self.standard_input or self.files or self.path_variables
        return bool(is_read or self.parses_process)
