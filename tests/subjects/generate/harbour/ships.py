"""A class that the functions of two other modules change."""


class Ship:
    def __init__(self) -> None:
        self.name = "Argo"
        self.size = 3
        self.cargo: list[str] = []
        self.port = "home"
