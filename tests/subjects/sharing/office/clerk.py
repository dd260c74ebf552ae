from office.tokens import Token


def greet(token: Token) -> str:
    if not isinstance(token, Token):
        raise TypeError("no token")
    return f"hello {token.holder}"
