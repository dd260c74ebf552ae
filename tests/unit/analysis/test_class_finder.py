"""Values whose class nobody names: told by their members, through copies, across the package."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aqe.domain.subject import Subject

NODES = """\
class Mixed:
    children = ()

    @property
    def root(self):
        return self


class Node(Mixed):
    def __init__(self, name):
        self.name = name

    def cast_off(self):
        return self.name
"""
WALKS = """\
import re


class Walk:
    def __init__(self, *nodes):
        self.nodes = list(nodes)

    def names(self):
        return [each.label() for each in self.nodes]

    def match(self, text):
        return text

    def label(self):
        return "walk"


def up(node):
    return node.root, node.children


def off(node):
    return node.cast_off()


def through(walk):
    return walk.match("a")


def unknown(thing):
    return thing.colour, thing.root
"""


@pytest.fixture
def subject(subject_of: Callable[..., Subject]) -> Subject:
    decoy = "class Decoy:\n    def cast_off(self): ...\n"
    apart = ("tests/test_nodes", "tests/helpers", "__main__")
    files = {"kit/__init__.py": "", "kit/nodes.py": NODES}
    files |= {f"kit/{name}.py": decoy for name in apart}
    return subject_of(WALKS, files, "kit/walks.py")


def types_of(subject: Subject, qualname: str) -> list[str]:
    found = subject.callable(qualname)
    assert found is not None
    return [each.type.name for each in found.parameters[0].evidence]


def test_classes_of_the_package_are_found_by_their_members(subject: Subject) -> None:
    # Those with the fewest other members first; tests of the package are no part of it.
    assert types_of(subject, "up")[:3] == ["kit.nodes:Mixed", "kit.nodes:Node", "duck"]
    assert types_of(subject, "off")[:2] == ["kit.nodes:Node", "duck"]
    assert types_of(subject, "unknown")[0] == "duck"
    assert {each.qualname for each in subject.known_classes} == {"Mixed", "Node"}


def test_one_name_is_rather_of_the_module_than_of_a_library(subject: Subject) -> None:
    first, *others = types_of(subject, "through")
    assert first == "kit.walks:Walk"
    assert "re:Pattern" in others


def test_what_a_copy_keeps_speaks_of_the_elements(subject: Subject) -> None:
    constructor = subject.callable("Walk.__init__")
    assert constructor is not None
    (element,) = constructor.parameters[0].evidence[0].type.arguments
    assert element.name == "kit.walks:Walk"


def test_names_of_a_tuple_that_a_class_extends_are_its_members(
    subject_of: Callable[..., Subject],
) -> None:
    places = """\
        from collections import namedtuple

        Span = namedtuple("Span", "low high")

        class Place(namedtuple("_Place", ["first", "last"])):
            def takes(self, metre): ...

        class Wide(Span):
            def doubled(self): ...
        """
    walks = """\
        def width(place):
            return place.first, place.last, place.takes(1)

        def height(span):
            return span.low, span.doubled()
        """
    files = {"kit/__init__.py": "", "kit/places.py": places}
    subject = subject_of(walks, files, "kit/walks.py")
    assert types_of(subject, "width")[0] == "kit.places:Place"
    assert types_of(subject, "height")[0] == "kit.places:Wide"


@pytest.mark.parametrize(
    "test",
    [
        "isinstance(other, type(self))",
        "isinstance(other, self.__class__)",
        "isinstance(self, type(other))",
        "isinstance(self, other.__class__)",
    ],
)
def test_what_is_asked_for_the_own_class_may_be_of_it(
    subject_of: Callable[..., Subject], test: str
) -> None:
    source = f"class Rope:\n    def joined(self, other):\n        return {test}\n"
    found = subject_of(source).callable("Rope.joined")
    assert found is not None
    assert "m:Rope" in [each.type.name for each in found.parameters[0].evidence]


def test_a_class_that_is_named_through_a_module_is_known(
    subject_of: Callable[..., Subject],
) -> None:
    subject = subject_of(
        "import kit as k\n\ndef made(size):\n    return k.Graph(size), k.nothing, k.LIMIT, k.Missing\n"
        "\ndef wide(thing):\n    return thing.nodes + thing.edges\n",
        {"kit/__init__.py": "from kit.graphs import *\nLIMIT = 3\n", "kit/graphs.py": GRAPHS},
        path="kit/use.py",
    )
    assert [each.qualname for each in subject.known_classes] == ["Graph"]


GRAPHS = (
    "class Graph:\n    def __init__(self, size):\n        self.nodes = self.edges = size\n"
    "class Other:\n    nodes = edges = 1\n"
)
