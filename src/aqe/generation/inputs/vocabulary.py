"""Values worth trying for each neutral type, simplest first, and the members that betray a type.

The lists follow boundary-value analysis and the usual error guesses of ISTQB: empty, one, several,
negative, large, repeated, outside ASCII, separators and escapes. They are data: no subject is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Verbatim,
)

__all__ = [
    "ATOMS",
    "PASSED_TO",
    "STANDARD_CLASSES",
    "UNIVERSAL",
    "builtin_types_with",
    "call",
    "kind_of",
    "symbol",
]


def symbol(name: str) -> Symbol:
    """A symbol from ``module:name``."""
    module, _, rest = name.partition(":")
    return Symbol(module, rest)


def call(name: str, /, *arguments: object, **keywords: object) -> Call:
    """A call of ``module:name`` with literals or recipes."""
    return Call(
        symbol(name),
        tuple(_recipe(each) for each in arguments),
        tuple((key, _recipe(value)) for key, value in keywords.items()),
    )


def _recipe(value: object) -> Recipe:
    if isinstance(value, Recipe):
        return value
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return Collection(kind, tuple(_recipe(each) for each in value))
    if isinstance(value, dict):
        return Mapping(tuple((_recipe(key), _recipe(each)) for key, each in value.items()))
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return Literal(value)
    raise TypeError(f"no recipe for {value!r}")


def _recipes(values: Iterable[object]) -> tuple[Recipe, ...]:
    return tuple(_recipe(each) for each in values)


ATOMS: dict[str, tuple[Recipe, ...]] = {
    "none": _recipes([None]),
    "bool": _recipes([True, False]),
    "int": _recipes(
        [1, 0, 2, -1, 3, 5, 10, 7, 100, -5, 12, 60, 1000, 255, 3600, 86400, 10**6, 10**18]
    ),
    "float": _recipes([1.5, 0.0, -2.5, 0.1, 1.0, 100.25, 1e9, float("inf"), float("nan")]),
    "complex": _recipes([complex(1, 2)]),
    "str": _recipes(
        [
            "abc",
            "",
            "a",
            "Hello World",
            "hello_world",
            "a b",
            "1",
            "a,b",
            "A",
            "42",
            "café",
            "helloWorld",
            " padded ",
            "a\nb",
            "a.b",
            "a-b",
            "3.5",
            "ab12",
            "aa",
            "/a/b",
            "key=value",
            '"quoted"',
            "-1",
            "a: 1",
            "a/b~1",
            "[1]",
            "(a)",
            "日本",
        ]
    ),
    "bytes": _recipes([b"abc", b"", b"a\x00b", b"1"]),
    "callable": (
        Verbatim("lambda *args: args"),
        symbol("builtins:str"),
        Verbatim("lambda *args: True"),
        symbol("builtins:len"),
        Verbatim("lambda *args: None"),
        Verbatim("lambda *args: False"),
        symbol("builtins:int"),
        symbol("builtins:bool"),
    ),
    "iterator": (
        call("builtins:iter", [1, 2, 3]),
        call("builtins:iter", []),
        call("builtins:iter", ["a"]),
    ),
    "type": (
        symbol("builtins:int"),
        symbol("builtins:str"),
        symbol("builtins:dict"),
        symbol("builtins:list"),
        symbol("builtins:ValueError"),
        Verbatim("list[int]"),
        Verbatim("int | None"),
        Verbatim("dict[str, int]"),
        Verbatim("tuple[int, str]"),
        Verbatim("int | str"),
        # Linters want ``Union[int, str]`` written as above, which is another kind of value.
        Verbatim("Union.__getitem__((int, None))", (symbol("typing:Union"),)),
    ),
}

UNIVERSAL: tuple[Recipe, ...] = _recipes(
    ["abc", 1, [1, 2], {"a": 1}, None, (1, 2), "", 0, [], {}, 1.5, True, ["a", "b"], -1, b"abc"]
)

_UTC = Attribute(symbol("datetime:timezone"), "utc")
_TODAY = Call(Attribute(symbol("datetime:date"), "today"))
_NOW = Call(Attribute(symbol("datetime:datetime"), "now"))
_DAY = call("datetime:timedelta", days=1)
_DEMO_TIME = call("datetime:datetime", 2024, 2, 29, 13, 45, 30)

STANDARD_CLASSES: dict[str, tuple[Recipe, ...]] = {
    "datetime:datetime": (
        _DEMO_TIME,
        call("datetime:datetime", 1999, 12, 31),
        call("datetime:datetime", 2024, 2, 29, tzinfo=_UTC),
        _NOW,
        Operation("sub", (_NOW, _DAY)),
        Operation("add", (_NOW, _DAY)),
    ),
    "datetime:date": (
        call("datetime:date", 2024, 2, 29),
        call("datetime:date", 1999, 12, 31),
        _TODAY,
        Operation("add", (_TODAY, _DAY)),
        Operation("sub", (_TODAY, _DAY)),
    ),
    "datetime:time": (call("datetime:time", 13, 45), call("datetime:time", 0, 0, 1)),
    "datetime:timedelta": (
        call("datetime:timedelta", days=1, seconds=1),
        call("datetime:timedelta", days=0),
        call("datetime:timedelta", days=400),
        call("datetime:timedelta", seconds=90),
        call("datetime:timedelta", days=-1),
        call("datetime:timedelta", hours=5),
        call("datetime:timedelta", days=40),
        call("datetime:timedelta", microseconds=1500),
    ),
    "datetime:tzinfo": (Attribute(symbol("datetime:timezone"), "utc"),),
    "datetime:timezone": (Attribute(symbol("datetime:timezone"), "utc"),),
    "decimal:Decimal": (
        call("decimal:Decimal", "1.50"),
        call("decimal:Decimal", "0"),
        call("decimal:Decimal", "-3"),
        call("decimal:Decimal", "NaN"),
    ),
    "fractions:Fraction": (call("fractions:Fraction", 1, 3), call("fractions:Fraction", -2, 1)),
    "numbers:Number": _recipes([1, 1.5, -2]),
    "numbers:Integral": _recipes([1, 0, -2]),
    "numbers:Real": _recipes([1.5, 1, -2]),
    "uuid:UUID": (call("uuid:UUID", "12345678-1234-5678-1234-567812345678"),),
    "pathlib:Path": (call("pathlib:Path", "a/b.txt"), call("pathlib:Path", ".")),
    "pathlib:PurePath": (call("pathlib:PurePath", "a/b.txt"),),
    "pathlib:PurePosixPath": (call("pathlib:PurePosixPath", "/a/b.txt"),),
    "os:PathLike": (call("pathlib:Path", "a/b.txt"), *_recipes(["a/b.txt"])),
    "re:Pattern": (call("re:compile", "[a-z]+"), call("re:compile", "(\\d+)")),
    "re:Match": (call("re:match", "(?P<name>[a-z]+)(\\d*)", "abc12"),),
    "io:StringIO": (call("io:StringIO", "a=1\nb=2\n"), call("io:StringIO", "")),
    "io:BytesIO": (call("io:BytesIO", b"abc"),),
    "typing:IO": (call("io:StringIO", "a=1\nb=2\n"), call("io:BytesIO", b"abc")),
    "typing:TextIO": (call("io:StringIO", "a=1\nb=2\n"),),
    "typing:BinaryIO": (call("io:BytesIO", b"abc"),),
    "collections:OrderedDict": (
        call("collections:OrderedDict", {"a": 1, "b": 2}),
        call("collections:OrderedDict"),
    ),
    "collections:defaultdict": (call("collections:defaultdict", symbol("builtins:list")),),
    "collections:Counter": (call("collections:Counter", "aab"),),
    "collections:deque": (call("collections:deque", [1, 2]), call("collections:deque")),
    "types:SimpleNamespace": (call("types:SimpleNamespace", a=1, b="abc"),),
    "types:MappingProxyType": (call("types:MappingProxyType", {"a": 1}),),
    "argparse:Namespace": (call("argparse:Namespace", name="abc"),),
    "argparse:ArgumentParser": (call("argparse:ArgumentParser", prog="tool"),),
    "logging:Logger": (call("logging:getLogger", "demo"),),
    "random:Random": (call("random:Random", 1),),
    "threading:Lock": (call("threading:Lock"),),
    "asyncio:Queue": (call("asyncio:Queue"),),
    "asyncio:Lock": (call("asyncio:Lock"),),
    "asyncio:Event": (call("asyncio:Event"),),
    "contextlib:AbstractContextManager": (call("contextlib:nullcontext", 1),),
    "builtins:object": UNIVERSAL,
    "builtins:range": (call("builtins:range", 3),),
    "builtins:slice": (
        call("builtins:slice", 1, 3),
        call("builtins:slice", None, None, 2),
        call("builtins:slice", 1, None),
        call("builtins:slice", None, -1),
        call("builtins:slice", None, None, -1),
    ),
    "builtins:bytearray": (call("builtins:bytearray", b"abc"),),
    "builtins:memoryview": (call("builtins:memoryview", b"abc"),),
    "builtins:Exception": (call("builtins:ValueError", "wrong"), call("builtins:KeyError", "key")),
    "builtins:BaseException": (call("builtins:ValueError", "wrong"),),
    "builtins:ValueError": (call("builtins:ValueError", "wrong"),),
    "xml.etree.ElementTree:Element": (
        call("xml.etree.ElementTree:fromstring", "<a k='v'><b>text</b></a>"),
    ),
}

_PATHS = ("str", "pathlib:Path")

PASSED_TO: dict[str, tuple[str, ...]] = {
    "int": ("int", "numeral"),
    "float": ("float", "numeral"),
    "len": ("str", "list"),
    "sorted": ("list",),
    "sum": ("list",),
    "iter": ("list",),
    "enumerate": ("list",),
    "reversed": ("list",),
    "zip": ("list",),
    "map": ("list",),
    "dict": ("dict",),
    "list": ("list",),
    "tuple": ("list",),
    "set": ("list",),
    "range": ("int",),
    "chr": ("int",),
    "ord": ("character",),
    "abs": ("int",),
    "round": ("float",),
    "open": ("file",),
    "callable": ("callable",),
    "json.loads": ("json",),
    "ast.literal_eval": ("json",),
    "re.compile": ("pattern",),
    "re.match": ("str",),
    "re.search": ("str",),
    "re.sub": ("str",),
    "os.path.exists": ("file",),
    "os.path.isfile": ("file",),
    "os.path.isdir": ("folder",),
    "os.path.join": ("str",),
    "os.path.basename": ("str",),
    "os.listdir": ("folder",),
    "os.scandir": ("folder",),
    "os.walk": ("folder",),
    "os.fspath": _PATHS,
    "os.stat": ("file",),
    "Path": (*_PATHS, "folder"),
    "pathlib.Path": (*_PATHS, "folder"),
    "fields": ("dataclass",),
    "dataclasses.fields": ("dataclass",),
    "is_dataclass": ("dataclass",),
    "dataclasses.is_dataclass": ("dataclass",),
    "dataclasses.asdict": ("dataclass",),
    "asdict": ("dataclass",),
    "dataclasses.replace": ("dataclass",),
    "issubclass": ("type",),
    "functools.wraps": ("callable",),
    "inspect.signature": ("callable",),
    "asyncio.iscoroutinefunction": ("callable",),
    "datetime.fromtimestamp": ("int",),
    "time.localtime": ("int",),
    "Decimal": ("numeral",),
    "decimal.Decimal": ("numeral",),
}
"""What it says about a value that a well-known callable accepts it."""

_SAMPLES: tuple[tuple[str, object], ...] = (
    ("str", ""),
    ("dict", {}),
    ("list", []),
    ("int", 0),
    ("float", 0.0),
    ("bytes", b""),
    ("set", set()),
    ("tuple", ()),
    ("bool", True),
)
_MEMBERS = {name: frozenset(dir(value)) for name, value in _SAMPLES}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STANDARD_MEMBERS: dict[str, frozenset[str]] = {
    "datetime:datetime": _words(
        """year month day hour minute second microsecond tzinfo isoformat strftime timestamp
        utcoffset astimezone date time replace weekday timetuple"""
    ),
    "datetime:timedelta": _words("days seconds microseconds total_seconds"),
    "pathlib:Path": _words(
        """exists is_file is_dir open read_text write_text suffix stem parent name joinpath
        resolve iterdir glob mkdir unlink parts"""
    ),
    "io:StringIO": _words(
        """read write readline readlines seek tell close flush writelines getvalue closed"""
    ),
    "re:Match": _words("group groups groupdict start end span string lastindex"),
    "re:Pattern": _words("match search sub findall finditer fullmatch pattern flags"),
    "logging:Logger": _words("debug info warning error exception critical log"),
    "decimal:Decimal": _words("quantize is_nan as_tuple is_signed"),
    "builtins:slice": _words("start stop step indices"),
    "collections:deque": _words("appendleft popleft append pop rotate extendleft"),
}
_PLAIN = frozenset(dir(SimpleNamespace()))


def builtin_types_with(members: Iterable[str]) -> tuple[str, ...]:
    """Neutral names and standard classes whose values have all the members, commonest first."""
    wanted = set(members) - (_PLAIN - _MEMBERS["int"])
    wanted = {each for each in wanted if each not in _PLAIN}
    if not wanted:
        return ()
    found = [name for name, has in _MEMBERS.items() if wanted <= has]
    found += [name for name, has in _STANDARD_MEMBERS.items() if wanted <= has]
    return tuple(found)


def kind_of(recipe: Recipe) -> str:
    """The Python type name that a recipe evaluates to, where it can be told, as messages spell it."""
    match recipe:
        case Literal(value=None):
            return "NoneType"
        case Literal(value=value):
            return type(value).__name__
        case Collection(kind=kind):
            return kind
        case Mapping():
            return "dict"
        case Verbatim(source=source) if source.startswith("lambda"):
            return "function"
        case Call(callee=Symbol(module="builtins", name="iter")):
            return "list_iterator"
        case Call(callee=Symbol(name=name)):
            return name.rsplit(".", 1)[-1]
        case Symbol():
            return "type"
        case _:
            return "?"
