"""What bodies say about their parameters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aqe.domain.subject import Parameter, Subject
from aqe.domain.types import EvidenceSource

ParameterOf = Callable[..., Parameter]


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        pytest.param("return p.upper()", "str", id="text-method"),
        pytest.param("p.append(1)", "list", id="list-method"),
        pytest.param("for a, b in p: a.strip(); b + 1", "list[tuple[str, int]]", id="pairs"),
        pytest.param("for x in p: x.keys()", "list[dict]", id="list-of-dicts"),
        pytest.param("for k, v in p.items(): v.upper()", "dict[str, str]", id="items"),
        pytest.param(
            "return p['a'] + 1 + p['b'].strip()[0]", "record[int, str]{'a', 'b'}", id="keys"
        ),
        pytest.param("return p.get('a').strip()", "record[str]{'a'}", id="get"),
        pytest.param("a, b = p\n    a.upper()", "tuple[str, any]", id="unpacked"),
        pytest.param("return p(1, 2).strip()", "callable[any, any, str]", id="called"),
        pytest.param("return ', '.join(p)", "list[str]", id="join"),
        pytest.param("return open(p)", "pathlib:Path", id="open"),
        pytest.param("import os\n    return os.path.join(p, 'a')", "str", id="known-callable"),
        pytest.param("return p - 1", "int", id="minus"),
        pytest.param("return p + 'a'", "str", id="plus-text"),
        pytest.param("p = p or {}", "dict", id="fallback"),
        pytest.param("if p is None: p = []", "list", id="late-default"),
        pytest.param("with p: pass", "contextlib:AbstractContextManager", id="entered"),
        pytest.param("while not p: return", "bool", id="truth"),
        pytest.param(
            "return p.colour, p.weigh()", "duck[any, callable[..., any]]{colour, weigh}", id="duck"
        ),
        pytest.param("return p.year, p.hour", "datetime:datetime", id="datetime"),
        pytest.param("return sorted(p)[0].lower()", "list[str]", id="sorted"),
        pytest.param("return [x.strip() for x in p if x]", "list[str]", id="comprehension"),
        pytest.param("for i, x in enumerate(p): x.strip()", "list[str]", id="enumerate"),
        pytest.param("for x, y in zip(p, [1]): x.strip()", "list[str]", id="zip"),
        pytest.param("q = p\n    r = q\n    return r.upper()", "str", id="aliases"),
        pytest.param("q = p[0]\n    return q.upper()", "list[str]", id="alias-of-item"),
        pytest.param("return next(p)", "iterator[any]", id="next"),
        pytest.param("return sorted([], key=p)", "callable[any, any]", id="key-of-sorted"),
        pytest.param("[].sort(key=p)", "callable[any, any]", id="key-of-sort"),
        pytest.param("def inner(): return p.upper()\n    return inner", "str", id="closure"),
    ],
)
def test_usage_tells_the_type(
    parameter_of: ParameterOf, spelled: Callable[..., str], body: str, type_: str
) -> None:
    parameter = parameter_of(f"def f(p):\n    {body}\n")
    found = [each.type for each in parameter.evidence if each.source is EvidenceSource.USAGE]
    assert spelled(found[0]) == type_


def test_awaiting_and_async_iteration_are_seen(
    parameter_of: ParameterOf, spelled: Callable[..., str]
) -> None:
    awaited = parameter_of("async def f(p): return await p\n")
    looped = parameter_of("async def f(p):\n    async for x in p: x.upper()\n")
    assert spelled(awaited.evidence[0].type) == "awaitable"
    assert awaited.usage.awaited
    assert spelled(looped.evidence[0].type) == "async_iterator[str]"


def test_facts_of_one_parameter_are_kept_apart_from_those_of_its_elements(
    parameter_of: ParameterOf,
) -> None:
    found = parameter_of("def f(p):\n    for x in p:\n        if x.kind == 'a': p.clear()\n")
    assert (found.usage.methods, found.usage.iterated) == (("clear",), True)
    assert (found.elements.attributes, found.elements.iterated) == (("kind",), False)


def test_callees_of_the_package_speak_for_the_argument(
    parameter_of: ParameterOf, spelled: Callable[..., str]
) -> None:
    found = parameter_of(
        "from other import show\ndef f(p): return show(text=p)\n",
        {
            "other.py": "def show(text):\n    return deep(text)\n"
            "def deep(value):\n    return value.splitlines() if value != 'stop' else 1\n"
        },
    )
    assert spelled(found.evidence[0].type) == "str"
    assert found.constants == ("'stop'",)
    assert found.usage.passed_to == (("other.show", "text"),)


def test_receivers_attributes_speak_for_the_constructors_argument(
    parameter_of: ParameterOf, spelled: Callable[..., str]
) -> None:
    found = parameter_of(
        """
        class Shout:
            def __init__(self, text): self.text = text
            def go(self): return self.text.upper() if self.text != "quiet" else ""
        """
    )
    assert spelled(found.evidence[0].type) == "str"
    assert "'quiet'" in found.constants


def test_a_name_that_is_bound_anew_is_not_followed(parameter_of: ParameterOf) -> None:
    found = parameter_of("def f(p):\n    p = object()\n    return p.upper()\n")
    assert found.usage.methods == ()


def test_isinstance_names_types(parameter_of: ParameterOf, spelled: Callable[..., str]) -> None:
    found = parameter_of(
        "KINDS = (int, float)\ndef f(p):\n"
        "    if isinstance(p, (str, bytes)): return 1\n    return type(p) is dict or isinstance(p, KINDS)\n"
    )
    types = [each.type for each in found.evidence if each.source is EvidenceSource.ISINSTANCE]
    assert [spelled(each) for each in types] == ["str", "bytes", "dict", "int", "float"]


@pytest.mark.parametrize(
    ("body", "constants"),
    [
        pytest.param("return p == 'a' or p in ('b', 'c')", ["'a'", "'b'", "'c'"], id="compared"),
        pytest.param("return p.startswith(('x', 'y'))", ["'x'", "'y'"], id="prefixes"),
        pytest.param("return ':' in p", ["':'"], id="token"),
        pytest.param("return {'k': 1}[p] if p else TABLE[p]", ["'one'", "'two'"], id="table"),
        pytest.param("return p in TABLE", ["'one'", "'two'"], id="in-table"),
        pytest.param("return p < LIMIT", ["7"], id="module-constant"),
        pytest.param("match p:\n        case 'a' | 'b': return 1", ["'a'", "'b'"], id="match"),
        pytest.param("return p.strip().lower() == 'yes'", ["'yes'"], id="through-methods"),
        pytest.param("return p > -1.5", ["-1.5"], id="negative"),
    ],
)
def test_literals_that_decide_conditions_are_worth_trying(
    parameter_of: ParameterOf, body: str, constants: list[str]
) -> None:
    source = f"TABLE = {{'one': 1, 'two': 2}}\nLIMIT = 7\ndef f(p):\n    {body}\n"
    assert list(parameter_of(source).constants) == constants


def test_regular_expressions_become_texts_that_match(parameter_of: ParameterOf) -> None:
    found = parameter_of(
        "import re\nDATE = re.compile(r'\\d{4}-\\d\\d')\n"
        "def f(p): return DATE.match(p) or re.search('end$', p)\n"
    )
    assert found.usage.patterns == (r"\d{4}-\d\d", "end$")
    assert "'1111-11'" in found.constants
    assert "'end'" in found.constants


def test_defaults_and_docstrings_give_values(parameter_of: ParameterOf) -> None:
    found = parameter_of(
        'def f(mode="fast"):\n    """F.\n\n    Args:\n'
        "        mode: Either ``'fast'`` or ``'slow'``.\n    \"\"\"\n"
    )
    assert found.constants == ("'fast'", "'slow'")
    assert found.default == "'fast'"
    assert found.documented == "Either ``'fast'`` or ``'slow'``."


def test_keys_of_keyword_arguments_are_found(parameter_of: ParameterOf) -> None:
    found = parameter_of(
        "def f(**options):\n    if options.pop('deep', False): return options['size']\n"
        "    return options.get('name', '').upper()\n"
    )
    assert found.usage.keys == ("'deep'", "'size'", "'name'")


def test_keyword_arguments_handed_on_have_the_keys_of_the_callee(parameter_of: ParameterOf) -> None:
    found = parameter_of(
        "def f(**options): return g(**options)\ndef g(width, height=2): return width - 1\n"
    )
    assert found.usage.keys == ("'width'", "'height'")


def test_what_the_callee_has_already_is_no_key_of_keyword_arguments(
    parameter_of: ParameterOf,
) -> None:
    found = parameter_of(
        "def f(**p): return g(1, 2, 3, **p)\n"
        "def g(first, second, /, third, fourth=1, *, width): ...\n"
    )
    assert found.usage.keys == ("'fourth'", "'width'")


def test_classes_of_the_module_are_told_by_their_members(
    parameter_of: ParameterOf, spelled: Callable[..., str]
) -> None:
    found = parameter_of(
        "def f(p): return p.balance, p.deposit(1)\n"
        "class Account:\n    def __init__(self): self.balance = 0\n    def deposit(self, amount): ...\n"
    )
    assert spelled(found.evidence[0].type) == "m:Account"


def test_names_are_the_last_resort(parameter_of: ParameterOf) -> None:
    found = parameter_of("def f(file_path): ...\n")
    assert [(each.type.name, each.source.value) for each in found.evidence] == [("str", "name")]
    used = parameter_of("def f(count): return count.upper()\n")
    assert used.evidence[0].type.name == "str"


def test_evidence_is_ordered_by_weight(parameter_of: ParameterOf) -> None:
    found = parameter_of(
        'def f(count: int = 2.0):\n    """F.\n\n    Args:\n        count (str): it.\n    """\n'
        "    return count.keys()\n"
    )
    weights = [each.weight for each in found.evidence]
    assert weights == sorted(weights, reverse=True)
    assert [each.source.value for each in found.evidence][:4] == [
        "hint",
        "default",
        "docstring",
        "usage",
    ]


KEEPING = """\
class Box:
    def __init__(self, limit, size_of=None):
        if size_of is not None:
            self.size_of = size_of
        self.plain = self.size_of is Box.size_of
        self.limit = limit

    @staticmethod
    def size_of(value):
        return 1

    def put(self, value):
        return self.size_of(value) > self.limit


class Named(Box):
    def __init__(self, limit, size_of=None):
        Box.__init__(self, limit, size_of)


class Inner(Box):
    def __init__(self, limit, size_of=None):
        super().__init__(limit, size_of)
"""


@pytest.mark.parametrize("owner", ["Box", "Named", "Inner"])
def test_what_is_kept_in_the_place_of_a_method_is_called(
    subject_of: Callable[..., Subject], owner: str
) -> None:
    constructor = subject_of(KEEPING).callable(f"{owner}.__init__")
    assert constructor is not None
    limit, size_of = constructor.parameters
    assert (limit.usage.called, size_of.usage.called) == (None, 1)
    assert {each.type.name for each in size_of.evidence} == {"callable"}


def test_a_method_called_on_its_class_takes_the_object_first(parameter_of: ParameterOf) -> None:
    source = """\
    def act(first, second):
        Shelf.put(Shelf(), first, second)

    class Shelf:
        def put(self, name, number):
            name.upper()
    """
    assert parameter_of(source).evidence[0].type.name == "str"


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("from_int", ["int"]),
        ("from_list", ["list"]),
        ("int_to_bits", ["int"]),
        ("parse_json", ["str"]),
        ("parse_int", ["str"]),
        ("from_afar", ["int", "list"]),
        ("set_to_bits", ["int", "list"]),
        ("parse_bits", ["int", "list"]),
    ],
)
def test_the_name_of_a_converter_says_what_it_takes(
    parameter_of: ParameterOf, name: str, types: list[str]
) -> None:
    source = f"""\
    def {name}(given, other=None):
        return bits(given)

    def bits(value):
        return isinstance(value, (int, list))
    """
    assert [each.type.name for each in parameter_of(source).evidence] == types


def test_a_converter_is_believed_less_than_its_own_body_and_hints(
    parameter_of: ParameterOf, subject_of: Callable[..., Subject]
) -> None:
    asked = parameter_of("def from_int(given):\n    return isinstance(given, bytes)\n")
    assert [each.type.name for each in asked.evidence] == ["bytes", "int"]
    hinted = parameter_of("def from_int(given: bytes):\n    return given\n")
    assert hinted.evidence[0].type.name == "bytes"
    second = (
        subject_of("def from_int(given, other):\n    return other\n").callables[0].parameters[1]
    )
    assert second.evidence == ()
