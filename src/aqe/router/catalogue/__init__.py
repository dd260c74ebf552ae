"""Models, what they cost and how good they are: offline prices, lists of providers, scores, tiers."""
