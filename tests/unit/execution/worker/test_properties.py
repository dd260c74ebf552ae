from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from aqe.execution.worker.properties import handed_out, shown_by_properties

SOURCE = '''
class Rate:
    def __init__(self, count):
        self._count = count
        self.__unit = "s"
        self.free = True

    @property
    def count(self):
        """How many."""
        return self._count

    @property
    def unit(self):
        return self.__unit

    @property
    def double(self):
        return self._count * 2

    @property
    def lost(self):
        return self._lost

    @property
    def _hidden(self):
        return self._count

    @count.setter
    def count(self, value):
        self._count = value

    class Part:
        @property
        def whole(self):
            return self._whole


class Dear(Rate):
    @property
    def unit(self):
        return "h"
'''


def _module(tmp_path: Path, source: str = SOURCE) -> tuple[dict[str, object], str]:
    path = tmp_path / "rates.py"
    path.write_text(SOURCE)
    names: dict[str, object] = {"__name__": "rates"}
    exec(compile(source, str(path), "exec"), names)
    return names, str(path)


def _shown(names: dict[str, object], path: str, maker: str) -> dict[str, object]:
    make = names[maker]
    assert callable(make)
    value = make(3)
    return dict(shown_by_properties(value, "rates", handed_out(path), vars(value)))


def test_only_what_hands_out_an_attribute_is_one_of_them(tmp_path: Path) -> None:
    _, path = _module(tmp_path)
    assert handed_out(path) == {
        "Rate": {"count": "_count", "unit": "_Rate__unit", "lost": "_lost"},
        "Rate.Part": {"whole": "_whole"},
        "Dear": {},
    }


def test_values_are_what_the_properties_give_where_an_object_keeps_any(tmp_path: Path) -> None:
    names, path = _module(tmp_path)
    assert _shown(names, path, "Rate") == {"count": 3, "unit": "s"}
    assert _shown(names, path, "Dear") == {"count": 3}


def test_a_changed_property_shows_what_it_gives_now(tmp_path: Path) -> None:
    text = SOURCE.replace(
        "return self._count\n\n    @property\n    def unit",
        "return 0\n\n    @property\n    def unit",
    )
    assert text != SOURCE
    names, path = _module(tmp_path, text)
    assert _shown(names, path, "Rate")["count"] == 0
    names, path = _module(tmp_path, SOURCE.replace("return self.__unit", "raise LookupError"))
    assert isinstance(_shown(names, path, "Rate")["unit"], LookupError)


GETTER = "    @property\n    def n(self):\n        return self._n\n"
COUNTING = "    def n(self):\n        self._n += 1\n        return self._n\n"
INIT = "    def __init__(self, n):\n        self._n = n\n"
SPACE = "    "
PLAIN, OTHER = f"class C:\n{INIT}{GETTER}", f"class C:\n{INIT}    @property\n{COUNTING}"
DESCRIPTOR = """class D:
    def __get__(self, value, kind):
        raise LookupError

    def __set__(self, value, n):
        value.__dict__['_n'] = n


"""


@pytest.mark.parametrize(
    "source",
    [
        f"class C:\n{INIT}{GETTER}    @n.getter\n{COUNTING}",
        f"class C:\n{INIT}{GETTER}    @property\n{COUNTING}",
        f"class C:\n{INIT}{GETTER}    if True:\n        n = property(lambda self: self.__dict__.pop('_n'))\n",
        f"try:\n    import nowhere\n{indent(PLAIN, SPACE)}except ImportError:\n{indent(OTHER, SPACE)}",
        f"class C:\n{INIT}{GETTER}\nclass C:\n{INIT}    @property\n{COUNTING}",
        f"class C:\n{INIT}{GETTER}    def __getattribute__(self, name):\n        raise LookupError(name)\n",
        f"{DESCRIPTOR}class C:\n    _n = D()\n{INIT}{GETTER}",
    ],
)
def test_no_code_with_effects_runs_for_a_look(tmp_path: Path, source: str) -> None:
    path = tmp_path / "rates.py"
    path.write_text(source)
    names: dict[str, object] = {"__name__": "rates"}
    exec(compile(source, str(path), "exec"), names)
    make = names["C"]
    assert callable(make)
    value = make(1)
    stored = object.__getattribute__(value, "__dict__")
    assert list(shown_by_properties(value, "rates", handed_out(str(path)), stored)) == []


def test_of_two_classes_of_one_name_nothing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "rates.py"
    path.write_text(f"{OTHER}\n\nFirst = C\n\n\n{PLAIN}")
    assert handed_out(str(path)) == {}


def test_slots_and_positional_receivers_are_read(tmp_path: Path) -> None:
    source = "class C:\n    __slots__ = ('_n',)\n" + INIT + GETTER.replace("(self)", "(self, /)")
    path = tmp_path / "rates.py"
    path.write_text(source)
    names: dict[str, object] = {"__name__": "rates"}
    exec(compile(source, str(path), "exec"), names)
    make = names["C"]
    assert callable(make)
    found = shown_by_properties(make(4), "rates", handed_out(str(path)), {"_n": 4})
    assert list(found) == [("n", 4)]


def test_a_setter_is_no_other_property_and_locals_are_none_of_the_class(tmp_path: Path) -> None:
    source = (
        f"class C:\n{INIT}{GETTER}    @n.setter\n    def n(self, value):\n        self._n = value\n"
        "    def other(self):\n        n = 3\n        return n\n"
    )
    path = tmp_path / "rates.py"
    path.write_text(source)
    assert handed_out(str(path)) == {"C": {"n": "_n"}}


def test_other_modules_have_none(tmp_path: Path) -> None:
    names, path = _module(tmp_path)
    make = names["Rate"]
    assert callable(make)
    value = make(3)
    assert list(shown_by_properties(value, "elsewhere", handed_out(path), vars(value))) == []
    assert handed_out(str(tmp_path / "missing.py")) == {}
