"""Sessions that outlive the server."""

import base64
import pickle


def pack(session):
    return base64.b64encode(pickle.dumps(session)).decode("ascii")


def unpack(cookie):
    return pickle.loads(base64.b64decode(cookie))
