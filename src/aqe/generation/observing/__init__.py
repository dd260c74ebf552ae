"""From observations to assertions: what is stable, what is expected, and in which form."""
