"""Reasons why a module matters to security, and code that looks alike and does not."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from aqe.analysis.security import security_reasons


def reasons(source: str) -> tuple[str, ...]:
    return security_reasons(ast.parse(dedent(source)))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import hmac", "signs or checks signatures"),
        ("from cryptography.fernet import Fernet", "encrypts or signs"),
        ("import jwt as tokens", "signs or checks tokens"),
        ("def f(text):\n    return eval(text)", "runs text as code"),
        ("def f(text):\n    exec(compile(text, '', 'exec'))", "runs text as code"),
        ("import pickle as p\nx = p.loads(data)", "makes objects of bytes"),
        ("from pickle import loads\nx = loads(data)", "makes objects of bytes"),
        ("import yaml\nx = yaml.load(text)", "makes objects of text"),
        ("import os\nos.system(command)", "starts a shell"),
        ("import subprocess as s\ns.run(f'ls {x}', shell=True)", "starts a shell"),
        ("import subprocess\nsubprocess.run(command)", "starts a program that a value names"),
        (
            "import subprocess\nsubprocess.Popen([program, 'x'])",
            "starts a program that a value names",
        ),
        ("c.execute(f'SELECT * FROM t WHERE a = {x}')", "puts a statement for a database together"),
        ("c.execute('DELETE FROM t WHERE a = ' + x)", "puts a statement for a database together"),
        ("q = f'select {x}'\nc.execute(q)", "puts a statement for a database together"),
        ("c.execute('SELECT %s' % x)", "puts a statement for a database together"),
        (
            "c.execute('insert into t values ({})'.format(x))",
            "puts a statement for a database together",
        ),
        ("import requests\nrequests.get(url, verify=False)", "trusts any certificate"),
        ("import ssl\ncontext.verify_mode = ssl.CERT_NONE", "trusts any certificate"),
        ("context.check_hostname = False", "trusts any certificate"),
        ("import tarfile\nt.extractall(folder)", "writes files that an archive names"),
        ("def has_permission(user): ...", "decides who may do what"),
        ("class A:\n    async def checkPassword(self): ...", "decides who may do what"),
        ("import os\nos.setuid(0)", "changes the rights of the process"),
    ],
)
def test_what_becomes_a_hole(source: str, reason: str) -> None:
    assert [each.rpartition(", line ")[0] for each in reasons(source)] == [reason]


@pytest.mark.parametrize(
    "source",
    [
        "import hashlib\nx = hashlib.sha256(data).hexdigest()",
        "import json\nx = json.loads(text)",
        "import re\nx = re.compile(pattern)",
        "x = eval('1 + 1')",
        "import pickle\nx = pickle.dumps(value)",
        "import yaml\nx = yaml.load(text, Loader=yaml.SafeLoader)\ny = yaml.safe_load(text)",
        "import subprocess\nsubprocess.run(['git', 'log', name])",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', code])",
        "import subprocess\nsubprocess.run(['git'] + names)",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "c.execute('SELECT * FROM t WHERE a = ?', (x,))",
        "c.execute(f'{a}-{b}')",
        "pool.execute(task + 1)",
        "import tarfile\nt.extractall(folder, filter='data')",
        "password = 'x'\ntoken = next(tokens)\nsecret_santa = draw()",
        "def token(self): ...\ndef password_field(self): ...\ndef blogging(): ...",
        "import requests\nrequests.get(url, verify=True)",
        "from .hmac import digest",
        "model.eval()\nself.exec(x)",
    ],
)
def test_what_only_looks_like_it(source: str) -> None:
    assert reasons(source) == ()


def test_each_reason_stands_once_with_its_first_line() -> None:
    source = """
    import os
    def f(x):
        os.system(x)
        os.system(x + x)
        return eval(x)
    """
    assert reasons(source) == ("starts a shell, line 4", "runs text as code, line 6")
