"""Templates of `aqe` beside Jinja2, minijinja and the standard library, in turns.

    python benchmarks/booster/template_expansion.py --rounds 50

The same measures as `aqe benchmark template-expansion`; the rivals are looked for in the environment
that runs this. Nothing is stored.
"""

from __future__ import annotations

import sys

from aqe.cli.app import main

if __name__ == "__main__":
    sys.exit(main(["benchmark", "template-expansion", *sys.argv[1:]]))
