"""What the booster's own claims are checked with: speed beside other tools, and conformance."""
