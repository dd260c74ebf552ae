"""Signed sessions: base64 of JSON, with a signature and rules for what is inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json


class SessionError(Exception):
    """The text is no session."""


def sign(payload: dict, key: str) -> str:
    """A session as text."""
    body = base64.urlsafe_b64encode(json.dumps(payload, sort_keys=True).encode()).decode()
    mark = hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()[:16]
    return f"{body}.{mark}"


def open_session(text: str, key: str, now: int) -> dict:
    """Rights of the owner of a session."""
    body, dot, mark = text.partition(".")
    if not dot:
        raise SessionError("form")
    if hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()[:16] != mark:
        raise SessionError("signature")
    payload = json.loads(base64.urlsafe_b64decode(body))
    if payload.get("v") != 2:
        raise SessionError("version")
    if payload["until"] < now:
        if payload.get("grace", 0) + payload["until"] < now:
            raise SessionError("over")
        return {"user": payload["user"], "rights": ["renew"]}
    rights = []
    for role in payload.get("roles", []):
        if role == "admin":
            if not payload.get("mfa"):
                continue
            rights += ["read", "write", "grant"]
        elif role == "editor":
            rights += ["read", "write"]
        elif role.startswith("team:"):
            rights.append(role[5:])
        else:
            rights.append("read")
    unique = sorted(set(rights))
    if "grant" in unique and payload["until"] - now > 3600:
        unique.remove("grant")
    return {"user": payload["user"], "rights": unique}
