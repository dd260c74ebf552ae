"""Texts that a program puts together, and the way back to where they come from."""

from __future__ import annotations

import time

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity import find_sensitive, scrub
from aqe.router.sensitivity.workings import worked_out

KEY = drawn("ghp_{{base62:36}}")
HEAD, TAIL = KEY[:7], KEY[7:]


def test_a_text_that_stands_there_is_not_shown_again() -> None:
    assert worked_out("x = 'a long text'\ny = call(1, 'another text')\n") is None
    assert worked_out("no Python at all") is None


def test_the_line_above_and_the_rest_of_the_line_are_shown_too() -> None:
    found = worked_out("# above\nkey = 'one two' + ' three'  # behind\n")
    assert found is not None
    assert found.text == '# above\nkey = "one two three"  # behind\n'


@pytest.mark.parametrize(
    "source",
    [
        f"HEAD = '{HEAD}'\n\n\n\nTAIL = '{TAIL}'\n\n\n\nclient(HEAD + TAIL)\n",
        f"HEAD = '{HEAD}'\n\n\n\ndef f():\n    return f'{{HEAD}}{TAIL}'\n",
        f"key = '{HEAD}'\n\n\n\nkey += '{TAIL}'\n",
        f"é = 'é'; key = 'é' + '{HEAD}' + '' '{TAIL}'\n",
        f"\ufeffkey = '%s' % ('{HEAD}' + '{TAIL}')\r\nx = 1\r\n",
    ],
)
def test_no_part_of_it_stays_behind(source: str) -> None:
    scrubbed, spans = scrub(source)
    assert {each.rule for each in spans} == {"github-token"}
    assert TAIL not in scrubbed
    assert HEAD not in scrubbed


def test_source_with_line_numbers_is_read_in_a_question() -> None:
    lines = ["def f():", f"    a = '{HEAD}'", "    b = 1", f"    return a + '{TAIL}'"]
    numbered = "\n".join(f"{number:4}| {line}" for number, line in enumerate(lines, 1))
    question = (
        f"Write tests.\n\n<<<DATA 0123456789abcdef: module x\n{numbered}\nDATA 0123456789abcdef>>>"
    )
    assert find_sensitive(question).is_sensitive
    scrubbed, _ = scrub(question)
    assert TAIL not in scrubbed
    assert "   3|     b = 1" in scrubbed


def test_source_between_fences_and_beside_prose_is_read() -> None:
    code = f"HEAD = '{HEAD}'\nf(HEAD + '{TAIL}')"
    assert find_sensitive(f"Don't say:\n```python\n{code}\n```\nDone.").is_sensitive
    assert find_sensitive(
        f"It's broken here:\n\n    {code.replace(chr(10), chr(10) + '    ')}"
    ).is_sensitive


@pytest.mark.parametrize(
    "source",
    [
        "def f(token='gh' + 'p_' + '{{base62:36}}'): ...",
        "P = ('ghp_', '{{base62:36}}')\nx = '{0}{1}'.format(*P)",
        "x = '%(a)s%(b)s' % {'a': 'ghp_', 'b': '{{base62:36}}'}",
        "P = {'a': 'ghp_', 'b': '{{base62:36}}'}\nx = P['a'] + P['b']",
        "x = str.join('', ['ghp_', '{{base62:36}}'])",
        "x = 'xxghp_{{base62:36}}yy'[2:-2]",
        "x = chr(103) + chr(104) + 'p_{{base62:36}}'",
        "x = ''.join(c for c in 'ghp_{{base62:36}}'[::-1])[::-1]",
        "x = 'g' + ('h' + ('p' + ('_' + '{{base62:36}}')))",
        "x = base64.b64decode('{{reversed:{{b64:ghp_{{base62:36}}}}}}'[::-1])",
        "x = base64.b64decode(base64.b64decode('{{b64:{{b64:ghp_{{base62:36}}}}}}'))",
        "if (t := 'gh' + 'p_' + '{{base62:36}}'):\n    pass",
        "for p in ('ghp_',):\n    x = p + '{{base62:36}}'",
        "x = 'GHP#{{base62:36}}'.replace('GHP#', 'ghp_')",
        "class K(Enum):\n    A = 'ghp_' + '{{base62:36}}'",
        "x = ''.join(['ghp_', *['{{base62:36}}']])",
    ],
)
def test_however_a_program_says_it(source: str) -> None:
    text = drawn(source)
    assert {each.rule for each in find_sensitive(text).spans} == {"github-token"}
    assert not find_sensitive(scrub(text)[0]).is_sensitive


HOSTILE = {
    "sums": "'a' + ",
    "statements": "a = 'b' + 'c'\n",
    "names": "a = a + 'b' + 'c'\n",
    "brackets": "(",
    "minus": "-",
    "quotes": "'\n\n",
    "numbers": "  12| 'a'\n\n",
    "fences": "```\n'a' + 'b'\n",
    "carriage returns": "'a'\r",
    "nulls": "'\0'",
    "surrogates": "'\ud800' 'b'\n",
    "one line": "f('a' 'b');",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_seconds_at_most(unit: str) -> None:
    began = time.process_time()
    worked_out(unit * (200_000 // len(unit)))
    assert time.process_time() - began < 20
