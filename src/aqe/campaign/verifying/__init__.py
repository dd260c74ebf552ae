"""A suite is run until nothing in it fails, and what spoils the rest is found."""
