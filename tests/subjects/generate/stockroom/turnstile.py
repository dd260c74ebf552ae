"""A state machine: methods write what the conditions of others read."""


class Locked(Exception):
    """Nobody passes."""


class Turnstile:
    def __init__(self, price: int = 3):
        if price < 1:
            raise ValueError("price must be positive")
        self.price = price
        self.paid = 0
        self.passed = 0
        self._alarm = False

    def insert(self, coin: int) -> int:
        if coin not in (1, 2, 5):
            self._alarm = True
            return coin
        self.paid += coin
        return 0

    def push(self) -> int:
        if self._alarm:
            raise Locked("call the guard")
        if self.paid < self.price:
            raise Locked("pay first")
        change = self.paid - self.price
        self.paid = 0
        self.passed += 1
        if self.passed == 2:
            return change + 1
        return change

    @property
    def is_open(self) -> bool:
        return self.paid >= self.price and not self._alarm

    @property
    def alarm(self) -> bool:
        return self._alarm

    @alarm.setter
    def alarm(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError("alarm is on or off")
        self._alarm = value

    def __len__(self) -> int:
        return self.passed

    def __contains__(self, coin: int) -> bool:
        return coin in (1, 2, 5)
