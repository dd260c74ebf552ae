from office.seals import Seal


def describe(seal: Seal) -> str:
    if not isinstance(seal, Seal):
        raise TypeError("no seal")
    if seal.number > 1009:
        return f"named {seal.name}"
    return "nameless"
