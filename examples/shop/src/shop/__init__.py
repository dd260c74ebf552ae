"""Orders, stock and prices of a small shop. Amounts of money are whole cents."""
