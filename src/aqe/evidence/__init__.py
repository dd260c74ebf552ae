"""Recorded runs -> measures: pure folds that read nothing but their arguments."""
