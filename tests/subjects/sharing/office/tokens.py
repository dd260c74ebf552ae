_KEY = object()


class Token:
    def __init__(self, key, holder):
        if key is not _KEY:
            raise PermissionError("tokens come from the press")
        self.holder = holder
