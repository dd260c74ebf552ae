"""Deterministic work at no model cost: templates, patterns, test data.

Front ends (one room each) turn what a user wrote into a *program*: plain bytes. An engine answers
programs; there are two, the WASM module and the reference in Python, and they give the same bytes
or the same failure. Nothing here reads the clock or draws at random: seeds come with the input.
"""
