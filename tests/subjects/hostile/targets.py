"""What the hostile modules aim at; the table puts live canaries in the place of these."""

OUTSIDE_FILE = "/nonexistent/outside/file"
SECRET_FILE = "/nonexistent/home/.ssh/id_rsa"
MARKER = "/nonexistent/outside/marker"
UNIX_SOCKET = "/nonexistent/outside/socket"
TCP_PORT = 9
UDP_PORT = 9
VICTIM = 4194304
