"""Definitions made up for a subject that wants a value nobody provides.

A sample dataclass where fields are inspected, a subclass where a class is abstract, a plain object
where only some attributes matter, coroutines and streams, files under ``tmp_path``.
"""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.candidate import Definition
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.subject import ClassKind, ClassSubject
from aqe.generation.inputs.vocabulary import call, symbol

__all__ = [
    "DATACLASS",
    "DEFINITIONS",
    "async_iterators",
    "awaitables",
    "coroutine_functions",
    "dataclass_types",
    "dataclass_values",
    "definitions_in",
    "enum_members",
    "field_mappings",
    "file_values",
    "file_with",
    "folder_values",
    "is_written_file",
    "named_tuples",
    "namespace",
    "refusing_values",
    "subclass_of",
    "text_of_file",
    "written_files",
]

_DATACLASS = symbol("dataclasses:dataclass")
_FIELD = symbol("dataclasses:field")

ITEM = Definition(
    "Item",
    "@dataclass\nclass Item:\n    name: str\n    amount: int = 1",
    (_DATACLASS,),
)
DATACLASS = Definition(
    "Record",
    "@dataclass\n"
    "class Record:\n"
    "    name: str\n"
    "    size: int = 3\n"
    "    ratio: float = 0.5\n"
    "    tags: list[str] = field(default_factory=list)\n"
    "    scores: dict[str, int] = field(default_factory=dict)\n"
    "    item: Item | None = None",
    (_DATACLASS, _FIELD),
)
COLOUR = Definition(
    "Colour",
    "class Colour(Enum):\n    RED = 1\n    BLUE = 'blue'",
    (symbol("enum:Enum"),),
)
PAIR = Definition(
    "Pair",
    "class Pair(NamedTuple):\n    left: int\n    right: str = 'abc'",
    (symbol("typing:NamedTuple"),),
)
WRITTEN_FILE = Definition(
    "written_file",
    "def written_file(folder, name, text):\n"
    "    path = folder / name\n"
    '    path.write_text(text, encoding="utf-8")\n'
    "    return path",
)
TREE = Definition(
    "folder_of",
    "def folder_of(folder, files):\n"
    "    for name, text in files.items():\n"
    "        path = folder / name\n"
    "        path.parent.mkdir(parents=True, exist_ok=True)\n"
    '        path.write_text(text, encoding="utf-8")\n'
    "    return folder",
)
COROUTINE = Definition(
    "answer_later",
    "async def answer_later(*values):\n    return values[0] if values else None",
)
PREDICATE = Definition(
    "is_true_later", "async def is_true_later(*values):\n    return bool(values[0])"
)
STREAM = Definition(
    "stream_of",
    "async def stream_of(*values):\n    for value in values:\n        yield value",
)
REFUSING = Definition(
    "Refusing",
    "class Refusing:\n"
    "    def refuse(self, *arguments):\n"
    '        raise ValueError("refused")\n'
    "\n"
    "    __str__ = __repr__ = __call__ = refuse\n"
    "    __iter__ = __len__ = __getitem__ = __contains__ = refuse",
)

DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "Item": (ITEM,),
    "Record": (ITEM, DATACLASS),
    "Colour": (COLOUR,),
    "Pair": (PAIR,),
    "written_file": (WRITTEN_FILE,),
    "folder_of": (TREE,),
    "answer_later": (COROUTINE,),
    "is_true_later": (PREDICATE,),
    "stream_of": (STREAM,),
    "Refusing": (REFUSING,),
}
"""Name of each definition with all that it needs, in order."""


def _local(name: str) -> Symbol:
    return Symbol("", name)


def dataclass_types() -> tuple[Recipe, ...]:
    """Classes with fields of many types."""
    return (_local("Record"), _local("Item"))


def dataclass_values() -> tuple[Recipe, ...]:
    """Instances of those classes."""
    return (
        Call(_local("Item"), (Literal("pen"), Literal(2))),
        Call(_local("Record"), (Literal("first"),)),
        Call(
            _local("Record"),
            (Literal("full"),),
            (
                ("tags", Collection("list", (Literal("a"), Literal("b")))),
                ("scores", Mapping(((Literal("k"), Literal(1)),))),
                ("item", Call(_local("Item"), (Literal("pen"),))),
            ),
        ),
    )


def field_mappings() -> dict[str, Mapping]:
    """What readers make instances of those classes from: by the name of the class, all its fields."""
    item = Mapping(((Literal("name"), Literal("pen")), (Literal("amount"), Literal(2))))
    record = Mapping(
        (
            (Literal("name"), Literal("full")),
            (Literal("size"), Literal(7)),
            (Literal("tags"), Collection("list", (Literal("a"), Literal("b")))),
            (Literal("scores"), Mapping(((Literal("k"), Literal(1)),))),
            (Literal("item"), item),
        )
    )
    return {"Item": item, "Record": record}


def enum_members() -> tuple[Recipe, ...]:
    """Members of an enumeration, and the enumeration itself."""
    return (Attribute(_local("Colour"), "RED"), Attribute(_local("Colour"), "BLUE"))


def named_tuples() -> tuple[Recipe, ...]:
    """Tuples whose items have names."""
    return (
        Call(_local("Pair"), (Literal(1),)),
        Call(_local("Pair"), (Literal(1), Collection("list", (Literal(2),)))),
    )


_FILES = (
    ("data.txt", "alpha=1\nbeta=two\n"),
    ("rows.csv", 'name,price\npen,3\n"a ""b"", c",\n'),
    ("data.json", '{"a": 1, "b": [1, 2]}'),
    ("rows.json", '[{"a": "b"}, {"a": "1"}]'),
    ("empty.txt", ""),
    ("settings.ini", "[section]\nk = v: w\nx: y = z\n\n; note\n[other]\nempty =\nlong = a\n  b\n"),
    ("broken.json", "{"),
    ("words.txt", "one two\nthree\n"),
)


def file_values() -> tuple[Recipe, ...]:
    """Paths of files that exist, named by what they hold, and of one that does not exist."""
    made: list[Recipe] = [file_with(name, text) for name, text in _FILES]
    made.insert(4, Verbatim('tmp_path / "missing.txt"'))
    return tuple(made)


def written_files(files: dict[str, str]) -> Recipe:
    """The temporary folder with some files in it."""
    pairs = tuple((Literal(name), Literal(text)) for name, text in files.items())
    return Call(_local("folder_of"), (Variable("tmp_path"), Mapping(pairs)))


def file_with(name: str, text: str) -> Recipe:
    """The path of a file that holds a text."""
    return Call(_local("written_file"), (Variable("tmp_path"), Literal(name), Literal(text)))


def is_written_file(recipe: Recipe) -> bool:
    """Whether a value is the path of a file that is written for it."""
    return isinstance(recipe, Call) and recipe.callee == _local("written_file")


def folder_values() -> tuple[Recipe, ...]:
    """Folders: an empty one, and one that holds files of several kinds, some further down."""
    names = ("data.txt", "rows.csv", "data.json", "empty.txt")
    known = dict(_FILES)
    files = {name: known[name] for name in names}
    return (Variable("tmp_path"), written_files({**files, "deep/words.txt": known["words.txt"]}))


def text_of_file(name: str) -> str:
    """What a file of that kind usually holds."""
    suffix = name.rpartition(".")[2]
    texts = (text for known, text in _FILES if known.rpartition(".")[2] == suffix)
    return next(texts, _FILES[0][1])


def awaitables() -> tuple[Recipe, ...]:
    """Awaitables that answer at once."""
    return (Call(_local("answer_later"), (Literal(1),)),)


def coroutine_functions() -> tuple[Recipe, ...]:
    """Functions that have to be awaited."""
    return (_local("answer_later"), _local("is_true_later"))


def async_iterators() -> tuple[Recipe, ...]:
    """Streams of a few items."""
    return (
        Call(_local("stream_of"), (Literal(1), Literal(2), Literal(3))),
        Call(_local("stream_of")),
        Call(_local("stream_of"), (Literal("a"), Literal("b"))),
        Call(_local("stream_of"), (Literal(3), Literal(1), Literal(2), Literal(0))),
    )


def refusing_values() -> tuple[Recipe, ...]:
    """An object that raises an exception whatever is asked of it, by itself and inside containers."""
    refusing = Call(_local("Refusing"))
    return (
        refusing,
        Collection("list", (refusing,)),
        Mapping(((Literal("a"), refusing),)),
    )


def namespace(attributes: dict[str, Recipe]) -> Recipe:
    """An object with just these attributes."""
    return call("types:SimpleNamespace", **dict(sorted(attributes.items())))


def derived_from(subject: ClassSubject) -> tuple[Definition, Symbol]:
    """A subclass that changes nothing."""
    return _extending(subject, "Derived", ())


def subclass_of(subject: ClassSubject) -> tuple[Definition, Symbol]:
    """A concrete subclass that fills in what the class leaves abstract."""
    lines = []
    missing = subject.abstract_methods
    if subject.kind is ClassKind.PROTOCOL and not missing:
        missing = subject.methods
    for method in missing:
        lines.append(f"    def {method}(self, *arguments, **options):")
        lines.append("        return arguments[0] if arguments else None")
        lines.append("")
    return _extending(subject, "Concrete", lines)


def _extending(
    subject: ClassSubject, prefix: str, body: Sequence[str]
) -> tuple[Definition, Symbol]:
    name = f"{prefix}{subject.qualname.split('.')[-1]}"
    lines = [f"class {name}({subject.qualname}):", *(body or ["    pass"])]
    origin = Symbol(subject.module, subject.qualname.split(".")[0])
    return Definition(name, "\n".join(lines).rstrip(), (origin,)), _local(name)


def definitions_in(
    names: set[str], extra: dict[str, tuple[Definition, ...]]
) -> tuple[Definition, ...]:
    """All definitions behind local names, each once, in an order in which they can be read."""
    found: dict[str, Definition] = {}
    for name in sorted(names):
        for definition in DEFINITIONS.get(name, ()) or extra.get(name, ()):
            found.setdefault(definition.name, definition)
    return tuple(found.values())
