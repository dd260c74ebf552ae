"""One typed request and result per verb; every face is built from this list.

Import from the modules: `aqe.operations.registry` lists the operations without loading any of them.
"""
