from __future__ import annotations

import pytest

from aqe.analysis.aliases import aliases_of
from aqe.domain.declaration import DeclarationKind

NAMES = {
    "gross": "shop.prices:gross",
    "tax": "shop.prices:_tax",
    "prices": "shop:prices",
    "dumps": "json:dumps",
    "os": "os:",
    "partial": "functools:partial",
    "operator": "operator:",
    "itemgetter": "operator:itemgetter",
}


def _found(source: str, exports: tuple[str, ...] | None = None) -> dict[str, DeclarationKind]:
    found = aliases_of(source, "shop.names", NAMES, exports)
    return {each.qualname: each.kind for each in found}


def test_other_names_for_the_same_thing_are_aliases() -> None:
    source = (
        "from .prices import gross\n"
        "from json import dumps as to_text\n"
        "total = gross\n"
        "net = prices.net\n"
    )
    assert _found(source) == dict.fromkeys(
        ["gross", "to_text", "total", "net"], DeclarationKind.ALIAS
    )


def test_what_is_imported_for_own_use_is_handed_on_only_where_it_is_listed() -> None:
    source = "from json import dumps\nfrom functools import partial\n"
    assert _found(source) == {}
    assert _found(source, ("dumps",)) == {"dumps": DeclarationKind.ALIAS}


def test_callables_made_of_others_are_tools() -> None:
    source = (
        "half = partial(gross, 50, rate=10)\n"
        "first = itemgetter(0, 'a')\n"
        "name_of = operator.attrgetter('name')\n"
        "joined = ', '.join\n"
    )
    found = aliases_of(source, "shop.names", NAMES)
    assert {each.kind for each in found} == {DeclarationKind.TOOL}
    assert {each.qualname: (each.maker, each.items) for each in found} == {
        "half": ("functools:partial", ()),
        "first": ("operator:itemgetter", ("0", "'a'")),
        "name_of": ("operator:attrgetter", ("'name'",)),
        "joined": ("", ()),
    }


@pytest.mark.parametrize(
    "source",
    [
        "_total = gross",
        "total = gross\ntotal = tax",
        "try:\n    total = gross\nexcept ImportError:\n    pass",
        "if tax:\n    from .prices import gross",
        "total = lambda: gross",
        "here = partial(os.path.join, 'a')",  # another on another machine
        "here = partial(open, 'a')",
        "digits = int(os.environ['DIGITS'])\nshort = partial(round, ndigits=digits)",
        "here = os.getcwd()\ninside = here.join",
        "from .prices import *",
        "from __future__ import annotations",
        "total =",
    ],
)
def test_private_changing_and_doubtful_names_are_none(source: str) -> None:
    assert _found(source) == {}


def test_long_chains_of_conditions_are_gone_through_once() -> None:
    branches = "".join(f"elif tax == {number}:\n    total = gross\n" for number in range(200))
    source = f"net = gross\nif tax:\n    total = gross\n{branches}"
    assert _found(source) == {"net": DeclarationKind.ALIAS}


def test_tools_are_made_of_values_that_the_module_binds_as_well() -> None:
    source = (
        "_separator = ', '\n"
        "_first: int = 0\n"
        "_rows = [number * 2 for number in range(3)]\n"
        "_key = lambda row: row[0]\n"
        "def _net(price): return price\n"
        "joined = _separator.join\n"
        "first = itemgetter(_first)\n"
        "in_order = partial(sorted, _rows, key=_key)\n"
        "half = partial(_net, 50)\n"
    )
    assert _found(source) == dict.fromkeys(
        ["joined", "first", "in_order", "half"], DeclarationKind.TOOL
    )
