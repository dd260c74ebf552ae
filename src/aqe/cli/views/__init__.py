"""One module per result: what people see of it, as a page."""
