"""A bank: accounts that hold money, what was done to them, and money that moves between them."""
