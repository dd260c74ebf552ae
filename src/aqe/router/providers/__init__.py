"""Services that answer questions, each over its own protocol and behind one `Provider`."""
