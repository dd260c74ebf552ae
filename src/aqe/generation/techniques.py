"""The techniques of generation that can be switched off, to see what each is worth."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Technique"]


class Technique(StrEnum):
    """Something that generation does beside trying values of the right types."""

    EXAMPLES = "examples"
    """Examples from docstrings."""
    MINED_CALLS = "mined-calls"
    """Calls found in the package, its tests and its documentation."""
    REPAIR = "repair"
    """Other arguments after an exception that says what was missing."""
    GUARDS = "guards"
    """Other arguments after an exception that a condition led to."""
    COPYING = "operand-copying"
    """Operands of a comparison put into the inputs."""
    WRITERS = "def-use"
    """A method that writes what a condition reads, called before the act."""
    SEQUENCES = "sequences"
    """Calls that change any object of a scenario, before the act."""
    LEARNED_RECIPES = "learned-recipes"
    """Results of calls as arguments of others."""
    HANDING_ON = "handing-on"
    """Arguments that a callable is known to take, handed to what calls it."""
    UNDOING = "undoing"
    """What one callable made, given to the one whose name promises to undo it."""
    FILLING = "filling"
    """Objects put into lists that other objects hold, and options of constructors for calls that are always
    refused."""
    PROVISION = "provision"
    """Files and standard inputs that a run showed to be missing."""
    PRIVATE = "private-calls"
    """Direct calls of private code, for what no public route reached."""
    TEXT_SHAPES = "text-shapes"
    """Texts of the shape that a body takes apart, told from its source."""
    SAME_NAMES = "same-names"
    """One value for two methods, where what one keeps under it the other looks for: both have a parameter of
    the same name."""
    FAMILIES = "input-families"
    """Neighbours of inputs that work."""
    MUTANTS = "mutants"
    """Inputs that tell mutants apart."""
    OMISSIONS = "omissions"
    """Mutants that leave out what somebody may have forgot, among those that tests are chosen by."""
    PLANTING = "planting"
    """Constants beside a surviving mutant put into inputs."""
    DOCUMENTS = "documents"
    """Documents that meet the schemas of classes, for what reads or takes them."""
    DECLARATIONS = "declarations"
    """Looks at constants, tables and enumerations that the import alone runs."""
