"""A bag and a row: containers whose tests say little while nothing is in them."""


class Bag:
    """Holds values under keys, up to a weight."""

    def __init__(self, most, weigh=None):
        self.most = most
        if weigh:
            self.weigh = weigh
        self._values = {}

    @staticmethod
    def weigh(value):
        return 1

    def __setitem__(self, key, value):
        self._values[key] = value

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return sum(self.weigh(each) for each in self._values.values())

    def __copy__(self):
        made = Bag(self.most)
        made.__dict__.update(self.__dict__)
        made._values = dict(self._values)
        return made

    def drop(self, key):
        if key not in self._values:
            raise KeyError("%r is not in the bag" % (key,))
        del self._values[key]


class Row:
    """Holds items one behind the other."""

    def __init__(self):
        self._items = []

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def insert(self, index, item):
        if len(self._items) > 1:
            index = min(index, 1)
        self._items.insert(index, item)

    def turn(self):
        self._items.reverse()
