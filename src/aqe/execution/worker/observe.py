"""Snapshots of values in a form that a test can assert, and what a program left behind."""

import contextlib
import enum
import io
import os
import pathlib
import re
import sys
import types
from collections import abc
from typing import Any, Dict, List, Optional, Set, Tuple

from .doubles import snapshot_of_double
from .failures import message_of, type_name
from .interrupts import Interrupt
from .items import ITEM_LIMIT, bounded, items_of
from .mappings import pairs_of
from .properties import Properties, shown_by_properties
from .sources import Sources, Unprintable, is_private_code
from .stability import Places, set_displays
from .watch import Watched

_DEPTH_LIMIT = 2
_ATTRIBUTE_LIMIT = 24
_HELD_LIMIT = 80
_MOST_HELD = 2
"""Characters of what an exception holds, and how much of it counts: a test demands no more."""
_TEXT_LIMIT = 300
_FILE_LIMIT = 20
_FILE_BYTES = 64 * 1024
_PATHS = (pathlib.PosixPath, pathlib.WindowsPath)
_CONTAINERS = (list, tuple, dict, set, frozenset, str, bytes, bytearray)
_HEAP_TYPE = 1 << 9
"""Flag of classes made by a ``class`` statement: the slots of others are not attributes in our sense."""
_OPAQUE = (
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.ModuleType,
    types.FrameType,
    types.TracebackType,
    types.CodeType,
    contextlib._GeneratorContextManager,
    contextlib._AsyncGeneratorContextManager,
)

Data = Dict[str, Any]


class Observer:
    """Takes snapshots that hold nothing of this machine and of this process."""

    def __init__(
        self,
        places: Places,
        program_module: str,
        subject: str = "",
        properties: Optional[Properties] = None,
    ) -> None:
        self.folder: Optional[str] = None
        """The folder that a program sees as ``tmp_path``."""
        self._places = places
        self._program_module = program_module
        self._subject = subject
        self._properties = properties or {}
        """Of the classes of the subject."""
        self._sources = Sources(places, program_module)

    def begin(self) -> None:
        """Starts anew for another program: nothing of what was found out for the last one counts."""
        self.folder = None
        self._sources.forget()

    def snapshot(self, value: Any) -> Data:
        """A description of a value; never fails, whatever the value does."""
        return snapshot_of_double(value, self._sources) or self._snapshot(value, 0, set())

    def held_by(self, error: BaseException) -> List[Tuple[str, Data]]:
        """What an exception holds that its message does not say: values with a source of their own."""
        message = message_of(error)
        found: List[Tuple[str, Data]] = []
        try:
            attributes = self._attributes(error, 0, set())
        except Interrupt:
            raise
        except BaseException:  # a hostile exception may fail in any attribute
            return found
        for name, data in attributes:
            source = data.get("source")
            if source is None or name == "args" or len(source) > _HELD_LIMIT or source == "None":
                continue
            if data["kind"] != "literal" or _is_told(source.strip("'\""), message):
                continue
            found.append((name, data))
            if len(found) == _MOST_HELD:
                break
        return found

    def type_of(self, value: Any) -> str:
        """``module:qualname``, with an empty module for classes of the program itself."""
        kind = type(value)
        name = type_name(value._stands_for if issubclass(kind, Watched) else kind)
        module, _, qualname = name.partition(":")
        return ":" + qualname if module == self._program_module else name

    def _snapshot(self, value: Any, depth: int, open_ids: Set[int]) -> Data:
        if _is_standard_stream(value):
            return {"kind": "opaque", "type": "builtins:object"}
        inside = self._in_folder(value)
        if inside is not None:
            return {"kind": "literal", "type": self.type_of(value), "source": inside}
        described: Data = {"kind": "opaque", "type": self.type_of(value)}
        try:
            source = self._sources.source_of(value)
        except Unprintable:
            pass
        else:
            described["kind"] = "approximate" if source.approximate else "literal"
            described["source"] = source.text
            if source.symbols:
                described["symbols"] = source.symbols
            return described
        is_closed = issubclass(type(value), _OPAQUE) or is_private_code(value)
        if depth > _DEPTH_LIMIT or id(value) in open_ids or is_closed:
            return described
        open_ids.add(id(value))
        try:
            self._describe(value, described, depth, open_ids)
        except Interrupt:
            raise
        except BaseException:  # a hostile object: only its type is told
            return {"kind": "opaque", "type": described["type"]}
        finally:
            open_ids.discard(id(value))
        return described

    def _in_folder(self, value: Any) -> Optional[str]:
        """How a test reaches a path in its own folder, whatever that is called."""
        if self.folder is None or type(value) not in _PATHS:
            return None
        relative = os.path.relpath(str(value), self.folder).replace(os.sep, "/")
        if not str(value).startswith(self.folder + os.sep) or relative.startswith(".."):
            return None
        return None if self._places.tie(relative) else "tmp_path / %r" % relative

    def _describe(self, value: Any, described: Data, depth: int, open_ids: Set[int]) -> None:
        kind = type(value)
        if kind in (io.BytesIO, io.StringIO):
            if not value.closed:
                described["contents"] = self._snapshot(value.getvalue(), depth + 1, open_ids)
        elif kind in _CONTAINERS:
            self._long_container(value, described, depth, open_ids)
        else:
            # No test looks at attributes deeper than this: a mutant that shows there alone is not told.
            attributes = self._attributes(value, depth, open_ids) if depth < _DEPTH_LIMIT else []
            if attributes:
                described["attributes"] = attributes
            for told in (self._told_as_collection, self._told_as_text):
                try:
                    told(value, described, depth, open_ids)
                except Interrupt:
                    raise
                except BaseException:  # what it cannot say of itself hides nothing of the rest
                    continue
        if len(described) > 2:
            described["kind"] = "object"

    def _told_as_collection(
        self, value: Any, described: Data, depth: int, open_ids: Set[int]
    ) -> None:
        if _defines(type(value), "__len__"):
            described["length"] = len(value)
        if _is_collection(value):
            items = items_of(value)
            if items is not None:
                described["items"] = self._snapshot(items, depth + 1, open_ids)
                pairs = self._pairs(value, depth, open_ids)
                if pairs is not None:
                    described["pairs"] = pairs

    def _told_as_text(self, value: Any, described: Data, depth: int, open_ids: Set[int]) -> None:
        text = self._text(value, type(value))
        if text is not None:
            described["text"] = text

    def _long_container(self, value: Any, described: Data, depth: int, open_ids: Set[int]) -> None:
        if isinstance(value, str) and (self._places.tie(value) or set_displays(value)):
            # It has the length of a folder's name or of an address, too.
            parts = self._places.around_unstable(value) if len(value) <= _TEXT_LIMIT else None
            if parts is not None:
                described["starts"], described["ends"] = parts
            return
        described["length"] = len(value)
        if value and isinstance(value, (list, tuple)):
            described["first"] = self._snapshot(value[0], depth + 1, open_ids)
            described["last"] = self._snapshot(value[-1], depth + 1, open_ids)

    def _attributes(self, value: Any, depth: int, open_ids: Set[int]) -> List[Tuple[str, Data]]:
        if issubclass(type(value), types.FunctionType):
            name = value.__name__ if "__wrapped__" in value.__dict__ else None
            return [("__name__", self._snapshot(name, depth + 1, open_ids))] if name else []
        if issubclass(type(value), (type, types.MethodType)):
            return []
        found = {}
        stored = _stored(value)
        shown = shown_by_properties(value, self._subject, self._properties, stored)
        for name, attribute in (*stored.items(), *shown):
            if not isinstance(name, str) or name.startswith("_") or not name.isidentifier():
                continue
            if not is_private_code(attribute):
                found[name] = attribute
            if len(found) >= _ATTRIBUTE_LIMIT:
                break
        return [
            (name, self._snapshot(attribute, depth + 1, open_ids))
            for name, attribute in found.items()
        ]

    def _pairs(self, value: Any, depth: int, open_ids: Set[int]) -> Optional[Data]:
        """A mapping as a dictionary, where that is a literal and a look at it changes nothing."""

        def described(part: Any) -> List[Any]:
            items = self._snapshot(list(bounded(part)), depth + 1, set(open_ids))
            attributes = self._attributes(part, depth, set(open_ids))
            return [len(part), items, attributes, self._text(part, type(part))]

        try:
            pairs = pairs_of(value, described)
        except Interrupt:
            raise
        except BaseException:  # it cannot be copied, or a key is missing: its other parts are told
            return None
        found = None if pairs is None else self._snapshot(pairs, depth + 1, open_ids)
        return found if found is not None and "source" in found else None

    def _text(self, value: Any, kind: type) -> Optional[str]:
        if not _defines(kind, "__str__") and not _defines(kind, "__repr__"):
            return None
        if issubclass(kind, io.IOBase) and isinstance(kind.__repr__, types.WrapperDescriptorType):
            return None  # it names a descriptor, or how whoever runs the tests opened it
        text = str(value)
        if type(text) is not str or len(text) > _TEXT_LIMIT or self._places.tie(text):
            return None
        return None if set_displays(text) else text

    def files(self, folder: str) -> List[Tuple[str, str]]:
        """(relative path, text) of the text files in a folder."""
        found: List[Tuple[str, str]] = []
        for parent, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(parent, name)
                text = _file_text(path)
                if text is not None and not self._places.tie(text):
                    relative = os.path.relpath(path, folder).replace(os.sep, "/")
                    found.append((relative, text))
                if len(found) >= _FILE_LIMIT:
                    return found
        return found


def _is_told(text: str, message: str) -> bool:
    """Whether a message holds a text as a word of its own."""
    return re.search(r"(?<!\w)%s(?!\w)" % re.escape(text), message) is not None


def _is_standard_stream(value: Any) -> bool:
    """Whether a value is where output goes or input comes from: whoever runs tests puts others there."""
    if not issubclass(type(value), io.TextIOBase):
        return False
    own = (sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return any(value is each for each in own)


def _stored(value: Any) -> Dict[str, Any]:
    """What an object keeps, without running its code."""
    stored: Dict[str, Any] = {}
    for owner in reversed(type(value).__mro__):
        for name, descriptor in list(owner.__dict__.items()):
            if type(descriptor) is types.MemberDescriptorType and owner.__flags__ & _HEAP_TYPE:
                try:
                    stored[name] = descriptor.__get__(value)
                except AttributeError:
                    continue
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = {}
    if isinstance(own, dict):
        stored.update(own)
    if issubclass(type(value), BaseException):
        stored["args"] = value.args
    return stored


def is_instance_of_code(value: Any) -> bool:
    """Whether a class statement made the class of a value, and not so that its objects are plain values."""
    kind = type(value)
    is_plain = issubclass(
        kind, (tuple, str, bytes, int, float, complex, frozenset, enum.Enum, type)
    )
    return bool(kind.__flags__ & _HEAP_TYPE) and not is_plain


def _defines(kind: type, name: str) -> bool:
    return any(name in owner.__dict__ for owner in kind.__mro__ if owner is not object)


def _is_collection(value: Any) -> bool:
    """Whether a value can be iterated again and again."""
    kind = type(value)
    if not _defines(kind, "__iter__") or not _defines(kind, "__len__"):
        return False
    if issubclass(kind, (abc.Iterator, str, bytes)):
        return False
    return len(value) <= ITEM_LIMIT


def _file_text(path: str) -> Optional[str]:
    try:
        if os.path.islink(path) or os.path.getsize(path) > _FILE_BYTES:
            return None
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None
