from __future__ import annotations

from pathlib import Path

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


def test_other_modules_have_none(tmp_path: Path) -> None:
    names, path = _module(tmp_path)
    make = names["Rate"]
    assert callable(make)
    value = make(3)
    assert list(shown_by_properties(value, "elsewhere", handed_out(path), vars(value))) == []
    assert handed_out(str(tmp_path / "missing.py")) == {}
