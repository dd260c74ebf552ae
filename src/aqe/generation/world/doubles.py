"""Test doubles for what lies at the edge of a program: network, clock, chance, other programs.

The table below says, for each function of the outside world, what it may answer. A double takes its
place where the subject looks it up, for the time of one test, with the signature of the original
(`unittest.mock.patch` with ``autospec``). Nothing of the subject's own package ever gets a double.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from aqe.domain.boundary import Boundary
from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol, Verbatim
from aqe.generation.inputs.payloads import plain_value
from aqe.generation.inputs.vocabulary import call, symbol
from aqe.generation.world.outside import DEFINITIONS

__all__ = ["ASKED", "DEFINITIONS", "PATCH", "Double", "doubles_of", "is_effect"]

PATCH = symbol("unittest.mock:patch")


@dataclass(frozen=True, slots=True)
class Double:
    """One way in which a boundary may behave."""

    boundary: Boundary
    setup: Recipe
    """The call of ``patch`` that puts it in place."""


def _local(name: str, *arguments: _Answered) -> Call:
    return Call(Symbol("", name), tuple(map(_recipe, arguments)))


_Answered = Call | Collection | str | bytes | int | float | None


def _recipe(value: _Answered) -> Recipe:
    return value if isinstance(value, Call | Collection) else Literal(value)


def _tuple(*parts: Recipe) -> Collection:
    return Collection("tuple", parts)


def _list(*parts: Recipe) -> Collection:
    return Collection("list", parts)


# -- ways to behave ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """What a double does when it is called, or what stands in its place."""

    returned: Recipe | None = None
    effect: Recipe | None = None
    """An exception to raise, an iterator to answer from, or a function to answer with."""
    replacement: Recipe | None = None
    below: str | None = None
    """Method of a class that is replaced in place of the class."""


_Ways = tuple[_Way, ...]


def _returns(*answers: _Answered) -> _Ways:
    return tuple(_Way(_recipe(each)) for each in answers)


def _does(*recipes: Recipe) -> _Ways:
    return tuple(_Way(effect=each) for each in recipes)


def _computes(*sources: str) -> _Ways:
    return _does(*(Verbatim(each) for each in sources))


def _always(*ways: _Way) -> Callable[[Boundary], _Ways]:
    return lambda boundary: ways


_TIMED_OUT = call("builtins:TimeoutError", "timed out")
_NO_CONNECTION = call("builtins:ConnectionRefusedError", "connection refused")


def _document(boundary: Boundary) -> bytes | None:
    """The payload as it comes over a wire."""
    if boundary.payload is None:
        return None
    return json.dumps(plain_value(boundary.payload)).encode()


def _bodies(boundary: Boundary) -> tuple[bytes, ...]:
    document = _document(boundary)
    return (
        (b"a=1\nb=two\n", b"1.5", b"") if document is None else (document, b"{}", b"not a document")
    )


def _urlopen(boundary: Boundary) -> _Ways:
    failure = call(
        "urllib.error:HTTPError",
        *("http://localhost/", 404, "Not Found"),
        *(call("email.message:Message"), None),
    )
    return (
        *_returns(*(_local("answer", each) for each in _bodies(boundary))),
        *_does(call("urllib.error:URLError", "unreachable"), failure, _TIMED_OUT),
        *_returns(_local("answer", _bodies(boundary)[0], 500)),
    )


def _requests(boundary: Boundary) -> _Ways:
    return (
        *_returns(*(_local("web_answer", each) for each in _bodies(boundary))),
        *_returns(_local("web_answer", b"", 404), _local("web_answer", _bodies(boundary)[0], 500)),
        *_does(call("requests:ConnectionError", "unreachable"), call("requests:Timeout", "late")),
    )


def _connection(boundary: Boundary) -> _Ways:
    bodies = _bodies(boundary)
    return (
        *_returns(*(_local("http_connection", each) for each in bodies)),
        *_returns(_local("http_connection", bodies[0], 404)),
        *_does(_NO_CONNECTION),
    )


def _socket(boundary: Boundary) -> _Ways:
    return (
        *_returns(*(_local("connection", each) for each in _bodies(boundary))),
        *_does(_NO_CONNECTION, _TIMED_OUT),
    )


def _session(boundary: Boundary) -> _Ways:
    """What every request through a session comes to."""
    return tuple(replace(each, below="request") for each in _requests(boundary))


def _httpx(boundary: Boundary) -> _Ways:
    library = boundary.name.partition(".")[0]
    request = call(f"{library}:Request", "GET", "http://localhost/")

    def answer(body: bytes, status: int = 200) -> _Way:
        named = (("content", Literal(body)), ("request", request))
        return _Way(Call(symbol(f"{library}:Response"), (Literal(status),), named))

    bodies = _bodies(boundary)
    return (
        *(answer(each) for each in bodies),
        *(answer(b"", 404), answer(bodies[0], 500)),
        *_does(
            *(call(f"{library}:{each}", "out of reach") for each in ("ConnectError", "ReadTimeout"))
        ),
    )


def _httpx_client(boundary: Boundary) -> _Ways:
    return tuple(replace(each, below="request") for each in _httpx(boundary))


def _streams(boundary: Boundary) -> _Ways:
    return (
        *_returns(*(_local("streams", each) for each in _bodies(boundary))),
        *_does(_NO_CONNECTION, _TIMED_OUT),
    )


def _awaited_program(boundary: Boundary) -> _Ways:
    document = _document(boundary)
    printed = b"one two\nthree\n" if document is None else document
    return (
        *_returns(_local("program", printed), _local("program", b"", 1)),
        *_does(_NO_PROGRAM),
    )


def _is_text(boundary: Boundary) -> bool:
    return bool({"text", "universal_newlines", "encoding", "errors"} & set(boundary.keywords))


def _printed(boundary: Boundary) -> tuple[str | bytes, ...]:
    """What another program may have printed."""
    document = _document(boundary)
    texts = (b"one two\nthree\n", b"12\n", b"") if document is None else (document, b"")
    return tuple(each.decode() if _is_text(boundary) else each for each in texts)


def _nothing(boundary: Boundary) -> str | bytes:
    return "" if _is_text(boundary) else b""


_FAILED = call("subprocess:CalledProcessError", 1, ["tool"])
_LATE = call("subprocess:TimeoutExpired", ["tool"], 5)
_NO_PROGRAM = call("builtins:FileNotFoundError", 2, "No such file or directory", "tool")


def _run(boundary: Boundary) -> _Ways:
    ended = [
        call("subprocess:CompletedProcess", ["tool"], 0, each, _nothing(boundary))
        for each in _printed(boundary)
    ]
    complaint: str | bytes = "failed" if _is_text(boundary) else b"failed"
    failed = call("subprocess:CompletedProcess", ["tool"], 1, _nothing(boundary), complaint)
    raised = (_LATE, _NO_PROGRAM)
    if "check" in boundary.keywords:
        return (*_returns(*ended), *_does(_FAILED, *raised))
    return (*_returns(ended[0], failed, *ended[1:]), *_does(*raised))


def _check_output(boundary: Boundary) -> _Ways:
    return (*_returns(*_printed(boundary)), *_does(_FAILED, _NO_PROGRAM, _LATE))


def _popen(boundary: Boundary) -> _Ways:
    printed = _printed(boundary)
    return (
        *_returns(_local("process", printed[0]), _local("process", _nothing(boundary), 1)),
        *_does(_NO_PROGRAM),
    )


def _ticks(start: float, step: float) -> _Ways:
    """A clock on which some time passes between two looks."""
    return _does(call("itertools:count", start, step))


def _usage(*numbers: int) -> Call:
    kind = call("collections:namedtuple", "usage", "total used free")
    return Call(kind, tuple(map(Literal, numbers)))


_HTTPX = ("httpx", "httpx2")
_IO = symbol("io:")
_UNKNOWN_HOST = _does(call("socket:gaierror", -2, "unknown name"))
_SIZE = call("os:terminal_size", _tuple(Literal(80), Literal(24)))
_ADDRESS = _tuple(
    symbol("socket:AF_INET"),
    symbol("socket:SOCK_STREAM"),
    Literal(6),
    Literal(""),
    _tuple(Literal("127.0.0.1"), Literal(80)),
)
_LOCAL_TIMES = tuple(
    call("time:struct_time", _tuple(*map(Literal, parts)))
    for parts in ((2024, 2, 29, 13, 45, 30, 3, 60, 0), (1999, 12, 31, 8, 5, 9, 4, 365, 0))
)
_MOMENT, _LEAP_DAY = (2024, 2, 29, 13, 45, 30), (2024, 2, 29)
_IDENTIFIER = call("uuid:UUID", "12345678-1234-5678-1234-567812345678")
_SECONDS = (*_ticks(100.0, 0.25), *_ticks(100.0, 60.0), *_returns(100.0))
_QUIET_EFFECTS = (*_returns(None),)
_SERVER = (
    *_returns(_local("mail_server")),
    *_does(call("smtplib:SMTPException", "refused"), _NO_CONNECTION),
)

_DATES: tuple[_Way, ...] = tuple(
    _Way(replacement=_local("calendar_at", *parts))
    for parts in (_MOMENT, (1999, 12, 31, 23, 59, 59), (2031, 7, 1, 8), (2025, 10, 15, 18, 20))
)
_DAYS: tuple[_Way, ...] = tuple(
    _Way(replacement=_local("calendar_on", *parts))
    for parts in (_LEAP_DAY, (1999, 12, 31), (2031, 7, 6), (2025, 10, 15))
)

_ASKING: dict[str, Callable[[Boundary], _Ways]] = {
    "datetime.datetime.now": _always(*_DATES),
    "datetime.datetime.today": _always(*_DATES),
    "datetime.datetime.utcnow": _always(*_DATES),
    "datetime.date.today": _always(*_DAYS),
    "time.time": _always(*_returns(1.7e9, 0.0), *_ticks(1.7e9, 60.0)),
    "time.time_ns": _always(*_returns(1_700_000_000_000_000_000)),
    "time.monotonic": _always(*_SECONDS),
    "time.perf_counter": _always(*_SECONDS),
    "time.process_time": _always(*_SECONDS),
    "random.random": _always(*_returns(0.5, 0.0, 0.999)),
    "random.uniform": _always(*_computes("lambda low, high: low", "lambda low, high: high")),
    "random.randint": _always(*_computes("lambda low, high: low", "lambda low, high: high")),
    "random.randrange": _always(*_returns(0, 1)),
    "random.choice": _always(
        *_computes("lambda options: options[0]", "lambda options: options[-1]")
    ),
    "random.choices": _always(
        *_computes("lambda options, *others, k=1, **weights: [options[0]] * k")
    ),
    "random.sample": _always(*_computes("lambda options, k: list(options)[:k]")),
    "random.shuffle": _always(*_computes("lambda items: items.reverse()")),
    "random.gauss": _always(*_returns(0.0, 1.5)),
    "random.getrandbits": _always(*_returns(1, 0)),
    "secrets.choice": _always(
        *_computes("lambda options: options[0]", "lambda options: options[-1]")
    ),
    "secrets.randbelow": _always(*_returns(0, 1)),
    "secrets.token_hex": _always(*_returns("0123abcd")),
    "secrets.token_urlsafe": _always(*_returns("token-Ab1")),
    "secrets.token_bytes": _always(*_returns(b"\x01\x02")),
    "uuid.uuid1": _always(*_returns(_IDENTIFIER)),
    "uuid.uuid4": _always(*_returns(_IDENTIFIER)),
    "os.urandom": _always(*_computes('lambda size: b"a" * size')),
    "socket.gethostname": _always(*_returns("localhost")),
    "socket.getfqdn": _always(*_returns("localhost")),
    "socket.gethostbyname": _always(*_returns("127.0.0.1"), *_UNKNOWN_HOST),
    "socket.gethostbyaddr": _always(
        *_returns(_tuple(Literal("localhost"), Collection("list"), _list(Literal("127.0.0.1")))),
        *_UNKNOWN_HOST,
    ),
    "os.getlogin": _always(*_returns("user"), *_does(call("builtins:OSError", 25, "no terminal"))),
    "os.cpu_count": _always(*_returns(4, 1, None)),
    "os.get_terminal_size": _always(
        *_returns(_SIZE), *_does(call("builtins:OSError", 25, "no terminal"))
    ),
    "shutil.get_terminal_size": _always(
        *_returns(_SIZE, call("os:terminal_size", _tuple(Literal(20), Literal(5))))
    ),
    "shutil.which": _always(*_returns("/usr/bin/tool", None)),
    "shutil.disk_usage": _always(*_returns(_usage(1000, 400, 600), _usage(1000, 1000, 0))),
    "getpass.getuser": _always(*_returns("user")),
    "getpass.getpass": _always(*_returns("abc", "")),
    "platform.system": _always(*_returns("Linux", "Windows", "Darwin", "")),
    "platform.machine": _always(*_returns("x86_64", "arm64", "")),
    "platform.node": _always(*_returns("localhost")),
    "platform.release": _always(*_returns("6.1.0")),
    "platform.python_version": _always(*_returns("3.12.1")),
    "time.localtime": _always(*_returns(*_LOCAL_TIMES)),
    "time.gmtime": _always(*_returns(*_LOCAL_TIMES)),
    "time.strftime": _always(*_returns("2024-02-29")),
    "time.ctime": _always(*_returns("Thu Feb 29 13:45:30 2024")),
}
"""Questions whose answers differ in every run."""

_ACTING: dict[str, Callable[[Boundary], _Ways]] = {
    "time.sleep": _always(*_QUIET_EFFECTS),
    "asyncio.sleep": _always(*_QUIET_EFFECTS),
    "urllib.request.urlopen": _urlopen,
    **{
        f"requests.{each}": _requests
        for each in ("get", "post", "put", "patch", "delete", "head", "request")
    },
    "http.client.HTTPConnection": _connection,
    "http.client.HTTPSConnection": _connection,
    "socket.create_connection": _socket,
    "socket.socket": _socket,
    "socket.getaddrinfo": _always(
        *_returns(_list(_ADDRESS), _list(_ADDRESS, _ADDRESS), _list()), *_UNKNOWN_HOST
    ),
    "requests.Session": _session,
    **{
        f"{library}.{each}": _httpx
        for library in _HTTPX
        for each in ("get", "post", "put", "patch", "delete", "head", "request")
    },
    **{
        f"{library}.{each}": _httpx_client
        for library in _HTTPX
        for each in ("Client", "AsyncClient")
    },
    "asyncio.open_connection": _streams,
    "asyncio.create_subprocess_exec": _awaited_program,
    "asyncio.create_subprocess_shell": _awaited_program,
    "ftplib.FTP": _always(*_returns(_local("file_server")), *_does(_NO_CONNECTION)),
    "ftplib.FTP_TLS": _always(*_returns(_local("file_server")), *_does(_NO_CONNECTION)),
    "os.kill": _always(
        *_QUIET_EFFECTS,
        *_does(
            call("builtins:ProcessLookupError", 3, "no such process"),
            call("builtins:PermissionError", 1, "not permitted"),
        ),
    ),
    "os.popen": _always(
        *_does(Verbatim('lambda *command: io.StringIO("one two\\nthree\\n")', (_IO,)))
    ),
    "webbrowser.open": _always(*_returns(True, False)),
    "smtplib.SMTP": _always(*_SERVER),
    "smtplib.SMTP_SSL": _always(*_SERVER),
    "subprocess.run": _run,
    "subprocess.check_output": _check_output,
    "subprocess.check_call": _always(*_returns(0), *_does(_FAILED, _NO_PROGRAM)),
    "subprocess.call": _always(*_returns(0, 1), *_does(_NO_PROGRAM)),
    "subprocess.getoutput": _always(*_returns("one two\nthree", "")),
    "subprocess.Popen": _popen,
    "os.system": _always(*_returns(0, 256)),
}
"""Deeds that reach beyond the process."""


ASKED = frozenset(each.rpartition(".")[2] for each in _ASKING) - {
    each.rpartition(".")[2] for each in _ACTING
}
"""Names of the functions that are only asked for something, whatever module they are of."""


def is_effect(boundary: Boundary) -> bool:
    """Whether calling it does something outside, rather than asking for something."""
    return boundary.name in _ACTING


def doubles_of(boundary: Boundary) -> tuple[Double, ...]:
    """Ways in which a boundary may behave, the usual one first; none for what is no known boundary."""
    ways = _ACTING.get(boundary.name) or _ASKING.get(boundary.name)
    if ways is None:
        return ()
    return tuple(Double(boundary, _patched(boundary, each)) for each in ways(boundary))


def _patched(boundary: Boundary, way: _Way) -> Recipe:
    if way.replacement is not None:
        # Methods of built-in classes cannot be replaced: the class is.
        place = boundary.place.rpartition(".")[0]
        return Call(PATCH, (Literal(place), way.replacement))
    what = ("return_value", way.returned) if way.returned else ("side_effect", way.effect)
    name, recipe = what
    assert recipe is not None
    place = boundary.place if way.below is None else f"{boundary.place}.{way.below}"
    return Call(PATCH, (Literal(place),), (("autospec", Literal(True)), (name, recipe)))
