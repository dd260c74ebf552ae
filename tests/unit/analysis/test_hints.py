"""Annotations and words as types."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aqe.domain.types import EvidenceSource

HEAD = """
from __future__ import annotations
import collections.abc as cabc
import datetime as dt
import typing
from pathlib import Path
from typing import *
from other import Money as Cash, Alias
T = TypeVar("T")
B = TypeVar("B", bound=int)
C = TypeVar("C", str, bytes)
UserId = NewType("UserId", int)
Pairs = List[Tuple[str, int]]
class Own:
    class Inner: ...
"""
OTHER = """
from typing import Union
class Money: ...
Alias = Union[int, None]
"""


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        ("int", "int"),
        ("None", "none"),
        ("Optional[str]", "union[str, none]"),
        ("int | 'str' | None", "union[int, str, none]"),
        ("Union[int, Union[str, int]]", "union[int, str]"),
        ("'List[int]'", "list[int]"),
        ("Literal['a', 2, None]", "literal{'a', 2, None}"),
        ("Callable[[int, str], bool]", "callable[int, str, bool]"),
        ("cabc.Callable[..., int]", "callable[..., int]"),
        ("Callable", "callable"),
        ("Iterable[int]", "list[int]"),
        ("cabc.Mapping[str, Any]", "dict[str, any]"),
        ("Sequence['Own']", "list[m:Own]"),
        ("Iterator[int]", "iterator[int]"),
        ("Generator[int, None, str]", "iterator[int]"),
        ("AsyncIterable[str]", "async_iterator[str]"),
        ("Coroutine[Any, Any, int]", "awaitable[int]"),
        ("tuple[int, ...]", "tuple[int, ...]"),
        ("T", "any"),
        ("B", "int"),
        ("C", "union[str, bytes]"),
        ("UserId", "int"),
        ("Pairs", "list[tuple[str, int]]"),
        ("Cash", "other:Money"),
        ("Alias", "union[int, none]"),
        ("Own", "m:Own"),
        ("Own.Inner", "m:Own.Inner"),
        ("dt.timedelta", "datetime:timedelta"),
        ("Path", "pathlib:Path"),
        ("TextIO", "io:StringIO"),
        ("IO[bytes]", "io:BytesIO"),
        ("Annotated[int, 'positive']", "int"),
        ("Type[Own]", "type[m:Own]"),
        ("typing.AnyStr", "union[str, bytes]"),
        ("frozenset[int]", "frozenset[int]"),
        ("Deque[int]", "collections:deque[int]"),
    ],
)
def test_an_annotation_is_a_type(
    types_of: Callable[..., list[str]], annotation: str, type_: str
) -> None:
    source = f"{HEAD}\ndef f(x: {annotation}): ...\n"
    found = types_of(source, EvidenceSource.HINT, {"other.py": OTHER})
    assert found == ([] if type_ == "any" else [type_])


def test_unknown_names_say_nothing(types_of: Callable[..., list[str]]) -> None:
    assert types_of("def f(x: Missing[int]): ...\n", EvidenceSource.HINT) == []


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("str", "str"),
        ("int, optional", "int"),
        ("list of str", "list[str]"),
        ("str or None", "union[str, none]"),
        ("{'left', 'right'}", "literal{'left', 'right'}"),
        ("dict[str, int]", "dict[str, int]"),
        (":class:`Own`", "m:Own"),
        ("callable", "callable"),
        ("int or list of int", "union[int, list[int]]"),
        ("array-like", "list"),
        ("bool, default: False", "bool"),
    ],
)
def test_words_of_a_docstring_are_a_type(
    types_of: Callable[..., list[str]], words: str, type_: str
) -> None:
    source = (
        f'def f(x):\n    """F.\n\n    Args:\n        x ({words}): it.\n    """\nclass Own: ...\n'
    )
    assert types_of(source, EvidenceSource.DOCSTRING) == [type_]
