from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Inside

CATCH = """
def refused(call):
    try:
        call()
    except walls.WallRefusal as error:
        return error.strerror
    except Exception as error:
        return repr(error)
"""


def test_a_refusal_says_what_was_tried_and_what_is_allowed(
    inside: Inside, outside: Path, scratch: Path
) -> None:
    code = CATCH + f"print(json.dumps(refused(lambda: open({str(outside / 'file')!r}, 'w'))))"
    assert inside(code).value == (
        f"writing {str(outside / 'file')!r} is refused: only {str(scratch)!r} may be changed"
    )


REFUSED = {
    "open(FILE)": "reading FILE is refused",
    "open(FILE, 'r+')": "writing FILE is refused",
    "os.open(FILE, os.O_RDWR)": "writing FILE is refused",
    "os.remove(FILE)": "deleting FILE is refused",
    "os.rename(FILE, 'here')": "renaming FILE is refused",
    "os.rename('mine', FILE)": "renaming FILE is refused",
    "os.link(FILE, 'here')": "linking FILE is refused",
    "os.symlink('/etc', FILE)": "creating FILE is refused",
    "os.mkdir(FILE)": "creating FILE is refused",
    "os.rmdir(FILE)": "deleting FILE is refused",
    "os.chmod(FILE, 0)": "changing the mode of FILE is refused",
    "os.chown(FILE, 0, 0)": "changing the owner of FILE is refused",
    "os.truncate(FILE, 0)": "truncating FILE is refused",
    "os.utime(FILE)": "changing times of FILE is refused",
    "os.listdir(os.path.dirname(FILE))": "listing FOLDER is refused",
    "os.scandir(os.path.dirname(FILE))": "listing FOLDER is refused",
    "shutil.rmtree(os.path.dirname(FILE))": "deleting FOLDER is refused",
    "shutil.copy('mine', FILE)": "writing FILE is refused",
    "open('../outside/file', 'w')": "writing FILE is refused",
    "os.unlink('../outside/file')": "deleting FILE is refused",
    "sqlite3.connect(FILE + '.db')": "opening the database FILE.db is refused",
    "open(True, 'a')": "opening descriptor 1 is refused: it is a standard stream",
    "open(2, 'wb')": "opening descriptor 2 is refused",
    "os.fdopen(0)": "opening descriptor 0 is refused",
    "open('/etc/shadow')": "reading '/etc/shadow' is refused",
    "open('/proc/1/environ')": "reading '/proc/1/environ' is refused",
    "open('/proc/self/mem', 'rb')": "reading '/proc/",
    "socket.create_connection(('127.0.0.1', 1))": "using the network",
    "socket.socket()": "opening a socket is refused",
    "socket.getaddrinfo('example.org', 80)": "using the network",
    "subprocess.run(['true'])": "starting a program is refused (subprocess.Popen 'true'",
    "os.system('true')": "starting a program is refused (os.system b'true'",
    "os.execv('/bin/true', ['true'])": "starting a program is refused (os.exec",
    "os.posix_spawn('/bin/true', ['true'], {})": "starting a program is refused",
    "os.fork()": "starting a process is refused (os.fork)",
    "os.kill(os.getppid(), 9)": "sending a signal to process",
    "os.kill(-1, 9)": "sending a signal to process -1 is refused",
    "os.killpg(0, 9)": "sending a signal to other processes is refused",
    "syslog.syslog('x')": "writing to the system log is refused",
}


def test_attempts_are_refused_clearly(inside: Inside, outside: Path) -> None:
    file = str(outside / "file")
    code = (
        "import os, shutil, socket, sqlite3, subprocess, syslog\n"
        f"FILE = {file!r}\nopen('mine', 'w').close()\n{CATCH}"
        f"print(json.dumps([refused(lambda: eval(each)) for each in {list(REFUSED)!r}]))"
    )
    # The hook alone, so that the words are its own.
    found = inside(code, off=["landlock", "seccomp", "namespaces", "capabilities"]).value
    wrong = {}
    for attempt, said in zip(REFUSED, found, strict=True):
        words = REFUSED[attempt].replace("FOLDER", repr(str(outside)))
        words = words.replace("FILE.db", repr(file + ".db")).replace("FILE", repr(file))
        if not str(said).startswith(words):
            wrong[attempt] = said
    assert wrong == {}
    assert (outside / "file").read_text(encoding="ascii") == "untouched"


def test_a_refusal_that_was_swallowed_is_known(inside: Inside, outside: Path) -> None:
    code = (
        "first = walls.last_refusal()\n"
        f"try:\n    open({str(outside / 'file')!r}, 'w')\nexcept OSError:\n    pass\n"
        "second = walls.last_refusal()\nwalls.forget_refusal()\n"
        "print(json.dumps([first, second, walls.last_refusal()]))"
    )
    first, second, third = inside(code).value
    assert (first, third) == (None, None)
    assert second.startswith("writing ")


def test_replaced_builtins_do_not_open_the_wall(inside: Inside, outside: Path) -> None:
    code = (
        "import builtins, os, os.path\n"
        "builtins.isinstance = lambda *arguments: False\n"
        "builtins.any = lambda *arguments: True\n"
        "builtins.len = lambda *arguments: 0\n"
        "os.path.realpath = os.readlink = os.fspath = os.fsdecode = lambda path: '/dev/null'\n"
        f"try:\n    open({str(outside / 'file')!r}, 'w')\n    found = 'open'\n"
        "except walls.WallRefusal:\n    found = 'refused'\n"
        "os.write(1, b'\"' + found.encode() + b'\"')"
    )
    assert inside(code, off=["landlock", "seccomp", "namespaces"]).value == "refused"


def test_names_that_hold_secrets_are_refused_in_readable_folders(
    inside: Inside, outside: Path
) -> None:
    (outside / ".env").write_text("TOKEN=1", encoding="ascii")
    code = CATCH + (
        f"place = {str(outside)!r}\n"
        "print(json.dumps([open(place + '/file').read(), "
        "refused(lambda: open(place + '/.env').read())]))"
    )
    text, refusal = inside(code, readable=[str(outside)], off=["namespaces"]).value
    assert text == "untouched"
    assert refusal.startswith("reading ")


def test_a_program_may_signal_itself_and_a_server_its_children(inside: Inside) -> None:
    code = (
        "import os, signal\nseen = []\nsignal.signal(signal.SIGUSR1, lambda *_: seen.append(1))\n"
        "os.kill(os.getpid(), signal.SIGUSR1)\nchild = os.fork()\n"
        "if child == 0:\n    signal.pause()\n"
        "os.kill(child, signal.SIGKILL)\n"
        "print(json.dumps([seen, os.waitpid(child, 0)[1]]))"
    )
    assert inside(code, allow_fork=True).value == [[1], 9]


ORDINARY = {
    "a file": "open('a', 'w').write('x') and open('a').read()",
    "a temporary file": "tempfile.TemporaryFile().write(b'x')",
    "a temporary folder": "tempfile.TemporaryDirectory().cleanup()",
    "a mode": "open('b', 'w').close() or os.chmod('b', 0o600)",
    "a copy": "open('c', 'w').close() or shutil.copy2('c', 'd')",
    "a tree": "os.makedirs('e/f') or shutil.rmtree('e')",
    "a link": "os.symlink('a', 'link')",
    "a thread": "concurrent.futures.ThreadPoolExecutor(2).submit(abs, -1).result()",
    "an event loop": "asyncio.run(asyncio.sleep(0))",
    "a lock between processes": "multiprocessing.Lock().acquire()",
    "a pipe": "os.pipe()",
    "a time zone": "zoneinfo.ZoneInfo('Europe/Paris')",
    "local time": "time.localtime()",
    "a user": "pwd.getpwuid(os.getuid())",
    "randomness": "os.urandom(8) and secrets.token_hex() and uuid.uuid4()",
    "nothing": "open(os.devnull, 'w').write('x')",
    "a database": "sqlite3.connect('x.db').execute('create table t (a)')",
    "a database in memory": "sqlite3.connect(':memory:').execute('select 1').fetchone()",
    "a library": "ctypes.CDLL(None).abs(-1)",
    "a module": "__import__('xml.dom.minidom')",
    "the parent of a path": "os.path.exists('..')",
    "a size": "os.get_terminal_size if False else shutil.disk_usage('.')",
    "processors": "os.cpu_count()",
    "a mime type": "mimetypes.guess_type('a.html')",
    "a random generator": "random.random()",
    "a memory map": "mmap.mmap(-1, 4096).close()",
    "signals of its own": "signal.setitimer(signal.ITIMER_REAL, 0)",
    "a host name": "socket.gethostname()",
    "a limit": "resource.getrlimit(resource.RLIMIT_NOFILE)",
    "an encoding": "'x'.encode('utf-16') and locale.getlocale()",
}


@pytest.mark.skipif(sys.platform == "win32", reason="asks for what POSIX has")
def test_ordinary_programs_work(inside: Inside, scratch: Path) -> None:
    names = (
        "asyncio concurrent.futures ctypes locale mimetypes mmap multiprocessing os pwd random "
        "resource secrets shutil signal socket sqlite3 tempfile time uuid zoneinfo"
    )
    code = (
        f"import {', '.join(names.split())}\nfound = {{}}\n"
        f"for name, source in {ORDINARY!r}.items():\n"
        "    try:\n        eval(source)\n"
        "    except BaseException as error:\n        found[name] = repr(error)\n"
        "print(json.dumps([found, walls.last_refusal()]))"
    )
    found = inside(code, environ={"TMPDIR": str(scratch), "PATH": "/usr/bin:/bin"}).value
    assert found == [{}, None]
