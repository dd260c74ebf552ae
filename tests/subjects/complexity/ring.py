"""A buffer of fixed size that forgets the oldest."""


class Ring:
    def __init__(self, size):
        if size < 1:
            raise ValueError("a ring holds at least one item")
        self._items = [None] * size
        self._start = 0
        self._count = 0

    def __len__(self):
        return self._count

    def push(self, item):
        size = len(self._items)
        dropped = None
        if self._count == size:
            dropped = self._items[self._start]
            self._start = (self._start + 1) % size
        else:
            self._count += 1
        self._items[(self._start + self._count - 1) % size] = item
        return dropped

    def pop(self):
        if not self._count:
            raise IndexError("the ring is empty")
        item = self._items[self._start]
        self._items[self._start] = None
        self._start = (self._start + 1) % len(self._items)
        self._count -= 1
        return item

    def __getitem__(self, index):
        if not -self._count <= index < self._count:
            raise IndexError(index)
        if index < 0:
            index += self._count
        return self._items[(self._start + index) % len(self._items)]

    def resize(self, size):
        kept = [self[index] for index in range(max(0, self._count - size), self._count)]
        self.__init__(size)
        for item in kept:
            self.push(item)
