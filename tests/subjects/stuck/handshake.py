"""A handshake in four steps, each bound to the one before by a keyed digest."""

from __future__ import annotations

import hashlib
import hmac


class ProtocolError(Exception):
    """The other side does not keep to the protocol."""


def proof(key: bytes, *parts: str) -> str:
    """The keyed digest of some parts."""
    return hmac.new(key, "|".join(parts).encode(), hashlib.sha256).hexdigest()


def converse(key: bytes, messages: list[dict]) -> tuple[str, list[dict], list[str]]:
    """State, answers and features behind the messages of the other side."""
    state, nonce = "new", ""
    features: list[str] = []
    answers: list[dict] = []
    for message in messages:
        kind = message.get("kind")
        if kind == "hello" and state == "new":
            if message.get("version") not in (3, 4):
                raise ProtocolError("version")
            nonce = str(message["nonce"])
            if message.get("greeting") != proof(b"public", "hello", nonce):
                raise ProtocolError("greeting")
            state = "greeted"
            answers.append({"kind": "challenge", "of": proof(key, "challenge", nonce)})
        elif kind == "proof" and state == "greeted":
            if message.get("proof") != proof(key, "answer", nonce):
                state = "new"
                answers.append({"kind": "again"})
                continue
            state = "trusted"
            answers.append({"kind": "welcome"})
        elif kind == "features" and state == "trusted":
            for name in message.get("names", []):
                if name == "compress":
                    features.insert(0, name)
                elif name.startswith("x-"):
                    continue
                elif name in features:
                    raise ProtocolError("twice")
                else:
                    features.append(name)
            if not features:
                answers.append({"kind": "retry"})
                continue
            state = "ready"
            answers.append({"kind": "features", "names": list(features)})
        elif kind == "bye" and state == "ready":
            state = "closed"
            answers.append({"kind": "bye", "features": len(features)})
        else:
            raise ProtocolError(f"{kind} in {state}")
    return state, answers, features
