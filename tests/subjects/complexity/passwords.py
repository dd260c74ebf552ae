"""Passwords as they are kept."""

import hashlib
import hmac
import os


def keep(password: str) -> bytes:
    salt = os.urandom(16)
    return salt + hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def is_right(password: str, kept: bytes) -> bool:
    made = hashlib.scrypt(password.encode(), salt=kept[:16], n=2**14, r=8, p=1)
    return hmac.compare_digest(made, kept[16:])
