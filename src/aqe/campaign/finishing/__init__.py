"""From a draft to what is delivered: a suite that passed, properties, findings, the report."""
