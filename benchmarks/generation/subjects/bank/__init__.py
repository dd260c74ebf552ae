"""A bank: accounts that hold money, and money that moves between them."""
