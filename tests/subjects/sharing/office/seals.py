class Seal:
    def __init__(self, name: str, number: int):
        if number != 7 * len(name) + 1009:
            raise ValueError("not the number of that name")
        self.name = name
        self.number = number
