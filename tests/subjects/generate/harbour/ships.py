"""A class that the functions of two other modules change."""


class Ship:
    def __init__(self, name: str, size: int = 3) -> None:
        self.name = name
        self.size = size
        self.cargo: list[str] = []
        self.port = "home"
