"""First scenarios: how to get a receiver, which arguments to begin with, which calls come before."""
