from office import tokens
from office.tokens import Token


def issue(holder: str) -> Token:
    return Token(tokens._KEY, holder)
