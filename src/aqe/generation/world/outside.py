"""What stands in for objects of the outside world: sources of helpers that tests with doubles define."""

from __future__ import annotations

from aqe.domain.candidate import Definition
from aqe.generation.inputs.vocabulary import symbol

__all__ = ["DEFINITIONS"]

_ANSWER = Definition(
    "answer",
    "def answer(body, status=200):\n"
    '    """What a server sends back."""\n'
    '    return addinfourl(io.BytesIO(body), Message(), "http://localhost/", status)',
    (symbol("urllib.response:addinfourl"), symbol("io:"), symbol("email.message:Message")),
)
_WEB_ANSWER = Definition(
    "web_answer",
    "def web_answer(body, status=200):\n"
    '    """What a server sends back."""\n'
    "    response = requests.Response()\n"
    "    response.status_code = status\n"
    "    response.raw = io.BytesIO(body)\n"
    "    return response",
    (symbol("requests:"), symbol("io:")),
)
_CONNECTION = Definition(
    "http_connection",
    "def http_connection(body, status=200):\n"
    '    """A connection to a server that sends one answer."""\n'
    "    response = create_autospec(HTTPResponse, instance=True, status=status)\n"
    "    response.read.return_value = body\n"
    "    response.getheader.return_value = None\n"
    "    response.__enter__.return_value = response\n"
    "    connection = create_autospec(HTTPConnection, instance=True)\n"
    "    connection.getresponse.return_value = response\n"
    "    return connection",
    (
        symbol("unittest.mock:create_autospec"),
        symbol("http.client:HTTPConnection"),
        symbol("http.client:HTTPResponse"),
    ),
)
_SOCKET = Definition(
    "connection",
    "def connection(*received):\n"
    '    """A connection on which some data arrive, and then nothing."""\n'
    "    double = create_autospec(socket.socket, instance=True)\n"
    "    double.recv.side_effect = [*received, *[b''] * 20]\n"
    "    double.send.side_effect = len\n"
    "    double.makefile.return_value = io.BytesIO(b''.join(received))\n"
    "    double.__enter__.return_value = double\n"
    "    return double",
    (symbol("unittest.mock:create_autospec"), symbol("socket:"), symbol("io:")),
)
_MAIL = Definition(
    "mail_server",
    "def mail_server():\n"
    '    """A server that accepts every mail."""\n'
    "    double = create_autospec(smtplib.SMTP, instance=True)\n"
    "    double.sendmail.return_value = {}\n"
    "    double.send_message.return_value = {}\n"
    "    double.__enter__.return_value = double\n"
    "    return double",
    (symbol("unittest.mock:create_autospec"), symbol("smtplib:")),
)
_PROCESS = Definition(
    "process",
    "def process(output, code=0):\n"
    '    """A program that prints something and ends."""\n'
    "    file = io.BytesIO if isinstance(output, bytes) else io.StringIO\n"
    "    double = create_autospec(subprocess.Popen, instance=True, returncode=code)\n"
    "    double.stdin, double.stdout, double.stderr = file(), file(output), file()\n"
    "    double.communicate.return_value = (output, output[:0])\n"
    "    double.wait.return_value = double.poll.return_value = code\n"
    "    double.__enter__.return_value = double\n"
    "    return double",
    (symbol("unittest.mock:create_autospec"), symbol("subprocess:"), symbol("io:")),
)
_PROGRAM = Definition(
    "program",
    "def program(output, code=0):\n"
    '    """A program that prints something and ends, for one who awaits it."""\n'
    "    double = create_autospec(Process, instance=True, returncode=code)\n"
    "    double.stdin = create_autospec(StreamWriter, instance=True)\n"
    "    double.stdout, _ = streams(output)\n"
    "    double.stderr, _ = streams(b'')\n"
    "    double.communicate.return_value = (output, b'')\n"
    "    double.wait.return_value = code\n"
    "    return double",
    (
        symbol("unittest.mock:create_autospec"),
        symbol("asyncio.subprocess:Process"),
        symbol("asyncio:StreamWriter"),
    ),
)
_STREAMS = Definition(
    "streams",
    "def streams(received):\n"
    '    """The two ends of a connection on which some data arrive, and then nothing."""\n'
    "    file = io.BytesIO(received)\n"
    "\n"
    "    def exactly(count):\n"
    "        found = file.read(count)\n"
    "        if len(found) < count:\n"
    "            raise IncompleteReadError(found, count)\n"
    "        return found\n"
    "\n"
    "    def until(separator=b'\\n'):\n"
    "        head, found, _ = received[file.tell() :].partition(separator)\n"
    "        if not found:\n"
    "            raise IncompleteReadError(file.read(), None)\n"
    "        return file.read(len(head) + len(separator))\n"
    "\n"
    "    reader = create_autospec(StreamReader, instance=True)\n"
    "    reader.read.side_effect = file.read\n"
    "    reader.readline.side_effect = file.readline\n"
    "    reader.readexactly.side_effect = exactly\n"
    "    reader.readuntil.side_effect = until\n"
    "    reader.at_eof.side_effect = lambda: file.tell() == len(received)\n"
    "    reader.__aiter__.return_value = received.splitlines(keepends=True)\n"
    "    return reader, create_autospec(StreamWriter, instance=True)",
    (
        symbol("unittest.mock:create_autospec"),
        symbol("asyncio:IncompleteReadError"),
        symbol("asyncio:StreamReader"),
        symbol("asyncio:StreamWriter"),
        symbol("io:"),
    ),
)
_FTP = Definition(
    "file_server",
    "def file_server():\n"
    '    """A server that has two files and takes every file."""\n'
    "    double = create_autospec(ftplib.FTP, instance=True)\n"
    "    double.nlst.return_value = ['a.txt', 'b.txt']\n"
    "    double.pwd.return_value = '/'\n"
    "    double.size.return_value = 2\n"
    "    double.__enter__.return_value = double\n"
    "    return double",
    (symbol("unittest.mock:create_autospec"), symbol("ftplib:")),
)
_CALENDAR = Definition(
    "calendar_at",
    "def calendar_at(*moment):\n"
    '    """The class `datetime`, for which it is always the same moment."""\n'
    "\n"
    "    class Kind(type):\n"
    "        def __instancecheck__(cls, value):\n"
    "            return isinstance(value, datetime)\n"
    "\n"
    "    class Standing(datetime, metaclass=Kind):\n"
    "        def __new__(cls, *parts, **named):\n"
    "            return datetime(*parts, **named)\n"
    "\n"
    "        @classmethod\n"
    "        def now(cls, tz=None):\n"
    "            return datetime(*moment, tzinfo=tz)\n"
    "\n"
    "        @classmethod\n"
    "        def today(cls):\n"
    "            return datetime(*moment)\n"
    "\n"
    "        @classmethod\n"
    "        def utcnow(cls):\n"
    "            return datetime(*moment)\n"
    "\n"
    "    return Standing",
    (symbol("datetime:datetime"),),
)
_DAY = Definition(
    "calendar_on",
    "def calendar_on(*day):\n"
    '    """The class `date`, for which it is always the same day."""\n'
    "\n"
    "    class Kind(type):\n"
    "        def __instancecheck__(cls, value):\n"
    "            return isinstance(value, date)\n"
    "\n"
    "    class Standing(date, metaclass=Kind):\n"
    "        def __new__(cls, *parts, **named):\n"
    "            return date(*parts, **named)\n"
    "\n"
    "        @classmethod\n"
    "        def today(cls):\n"
    "            return date(*day)\n"
    "\n"
    "    return Standing",
    (symbol("datetime:date"),),
)

DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    each.name: (each,)
    for each in (
        *(_ANSWER, _WEB_ANSWER, _CONNECTION, _SOCKET, _MAIL, _PROCESS, _FTP, _STREAMS),
        *(_CALENDAR, _DAY),
    )
}
DEFINITIONS["program"] = (_STREAMS, _PROGRAM)
