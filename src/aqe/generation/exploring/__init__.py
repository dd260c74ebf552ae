"""The search: scenarios are run, what they show is learned, and they are edited towards what is left."""
