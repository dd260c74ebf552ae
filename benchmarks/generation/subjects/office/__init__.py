"""Modules of an imaginary office suite, written as such code is written: subjects of the benchmark."""
