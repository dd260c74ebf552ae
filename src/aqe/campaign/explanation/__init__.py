"""Why goals stayed open and mutants survived: classification, advice, and the record of both."""
