"""Which quoting a hole gets by its place, and where none may stand."""

from __future__ import annotations

import pytest

from aqe.booster.templates import Language, Template, TemplateRefused

NASTY = "\"'`\\\n*/${x}{y}"

PYTHON = [
    ("x = ${a}", 'x = "\\"\'`\\\\\\n*/${x}{y}"'),
    ('x = "${a}"', 'x = "\\"\\\'`\\\\\\n*/${x}{y}"'),
    ("x = '${a}'", "x = '\\\"\\'`\\\\\\n*/${x}{y}'"),
    ('x = f"{{${a}"', 'x = f"{{\\"\\\'`\\\\\\n*/${{x}}{{y}}"'),
    ('"""\n\n# ${a}"""', '"""\n\n# \\"\\\'`\\\\\\n*/${x}{y}"""'),
]


@pytest.mark.parametrize(("source", "text"), PYTHON)
def test_places_of_python(source: str, text: str) -> None:
    assert Template(source, language=Language.PYTHON).expand({"a": NASTY}) == text


def test_a_comment_of_python_stays_on_its_line() -> None:
    expanded = Template("\n\n# ${a}", language=Language.PYTHON).expand({"a": NASTY})
    assert expanded == "\n\n# \"'`\\\\n*/${x}{y}"
    assert expanded.count("\n") == 2


TYPESCRIPT = [
    ("x = ${a}", 'x = "\\"\'`\\\\\\n*/${x}{y}"'),
    ('"${a}"', '"\\"\\\'`\\\\\\n*/${x}{y}"'),
    ("`$${1} ${a}`", "`${1} \"'\\`\\\\\\n*/\\${x}{y}`"),
    ("`$${f(${a})}`", '`${f("\\"\'`\\\\\\n*/${x}{y}")}`'),
    ("/* ${a} */", "/* \"'`\\\\n*\\/${x}{y} */"),
    ("a / 2 + ${a} / 3", 'a / 2 + "\\"\'`\\\\\\n*/${x}{y}" / 3'),
]


@pytest.mark.parametrize(("source", "text"), TYPESCRIPT)
def test_places_of_typescript(source: str, text: str) -> None:
    assert Template(source, language=Language.TYPESCRIPT).expand({"a": NASTY}) == text


def test_a_pattern_is_told_from_a_division() -> None:
    source = "x = /['\"]/.test(y) ? ${a} : b / ${a}"
    assert Template(source, language=Language.TYPESCRIPT).expand({"a": 1}) == source.replace(
        "${a}", "1"
    )


def test_names_that_have_begun_go_on() -> None:
    template = Template("def test_${a|name}():\n  ${a|name}_x", language=Language.PYTHON)
    with pytest.raises(Exception, match=r"line 2, column 3, record 1: .*is not a name"):
        template.expand({"a": "1"})
    template = Template("def test_${a|name}(): pass", language=Language.PYTHON)
    assert template.expand({"a": "1_class"}) == "def test_1_class(): pass"


REFUSED = [
    (Language.PYTHON, "f${a}", "right behind a name"),
    (Language.PYTHON, "${a}f''", "right behind a value"),
    (Language.PYTHON, "''${a}", "right behind a string"),
    (Language.PYTHON, "${a}''", "right behind a value"),
    (Language.PYTHON, "${a}${a}", "side by side"),
    (Language.PYTHON, "${a|name}${a}", "right behind a name"),
    (Language.PYTHON, "${a}${a|name}", "side by side"),
    (Language.PYTHON, "${?b}f${/b}${a}", "right behind a name"),
    (Language.PYTHON, "r'${a}'", "raw string"),
    (Language.PYTHON, "Rb'${a}'", "inside bytes"),
    (Language.PYTHON, "'\\${a}'", "backslash"),
    (Language.PYTHON, "'\\x4${a}'", "backslash"),
    (Language.PYTHON, "'\\N{${a}}'", "backslash"),
    (Language.PYTHON, "'\\12${a}'", "backslash"),
    (Language.TYPESCRIPT, "'\\u{${a}}'", "backslash"),
    (Language.TYPESCRIPT, "`\\u00${a}`", "backslash"),
    (Language.JSON, '"\\u12${a}"', "backslash"),
    (Language.PYTHON, "f'{${a}}'", "replacement field"),
    (Language.PYTHON, "f'\\{${a}}'", "replacement field"),
    (Language.PYTHON, "rf'\\{${a}}'", "replacement field"),
    (Language.PYTHON, "rf'${a}'", "raw string"),
    (Language.PYTHON, "rf'{d['a']}${a}'", "not understood"),
    (Language.PYTHON, "f'{d['a']}${a}'", "not understood"),
    (Language.PYTHON, "f'{x[1]:${a}}'", "replacement field"),
    (Language.PYTHON, "# ${a}", "encoding of the file"),
    (Language.PYTHON, "\n# ${a}", "encoding of the file"),
    (Language.PYTHON, "'${a|python}'", "inside a text or a comment"),
    (Language.PYTHON, "'${?b}'${/b} ${a}", "depends on which sections"),
    (Language.PYTHON, "x = '\n${a}", "not understood as Python"),
    (Language.PYTHON, '"${a}""', "the quotes around it meet"),
    (Language.PYTHON, "${a|other}", "no quoting 'other'"),
    (Language.PYTHON, "${a|name:-class}", "reserved word"),
    (Language.PYTHON, "${#@index}${/}", "nothing to repeat"),
    (Language.TYPESCRIPT, "/${a}/", "inside a pattern"),
    (Language.TYPESCRIPT, "`x`${a}", "right behind a string"),
    (Language.TYPESCRIPT, "`$$${a}`", "a dollar sign stands before it"),
    (Language.TYPESCRIPT, "/* *${a}/", "the comment ends behind it"),
    (Language.TYPESCRIPT, "'\n${a}", "not understood as TypeScript"),
    (Language.TYPESCRIPT, "x${a}", "right behind a name"),
    (Language.JSON, "1${a}", "right behind a word"),
    (Language.JSON, '""${a}', "right behind a string"),
    (Language.JSON, '${a}"', "right behind a value"),
    (Language.JSON, '"\\${a}"', "backslash"),
    (Language.JSON, '"\n${a}', "not understood as JSON"),
]


@pytest.mark.parametrize(("language", "source", "message"), REFUSED)
def test_unsafe_places_are_refused(language: Language, source: str, message: str) -> None:
    with pytest.raises(TemplateRefused, match="line ") as error:
        Template(source, language=language)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "source", ["f${a|name}", "r'${a|name}'", "f'{${a|name}}'", "# ${a|number}"]
)
def test_words_may_stand_anywhere(source: str) -> None:
    text = Template(source, language=Language.PYTHON).expand(
        {"a": "1" if "number" in source else "z"}
    )
    assert text == source.replace("${a|name}", "z").replace("${a|number}", "1")


@pytest.mark.parametrize(
    ("language", "before"),
    [
        (Language.PYTHON, "\\x41"),
        (Language.PYTHON, "\\n"),
        (Language.PYTHON, "\\101"),
        (Language.PYTHON, "\\8"),
        (Language.PYTHON, "\\\\"),
        (Language.PYTHON, "\\N{BULLET}"),
        (Language.TYPESCRIPT, "\\u{41}"),
        (Language.TYPESCRIPT, "\\u0041"),
        (Language.JSON, "\\u0041"),
        (Language.JSON, "\\\\"),
    ],
)
def test_behind_a_whole_escape_a_value_may_stand(language: Language, before: str) -> None:
    template = Template(f'"{before}${{a}}"', language=language)
    assert template.expand({"a": "b"}) == f'"{before}b"'


def test_many_sections_are_read_in_reasonable_time() -> None:
    quotes = "'\"#\n"
    source = "".join(f"${{#a}}{quotes[place % 4]}" for place in range(32)) + "${/}" * 32
    Template(source, language=Language.PYTHON)
