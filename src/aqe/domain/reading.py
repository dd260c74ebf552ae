"""What a callable reads besides its arguments: the environment, the standard input, files at fixed places."""

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
    payload: Recipe | None = None
    """A document of the shape that is read out of a file, where one is parsed."""
