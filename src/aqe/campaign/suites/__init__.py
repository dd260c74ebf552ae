"""Files of suites: where they are written, what they share, and the care for what people made of them."""
