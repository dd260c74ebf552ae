"""Which model is asked at what cost: catalogue, choice, sensitive data, resilience, budgets."""
