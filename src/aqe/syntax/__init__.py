"""Language front ends: parse, locate and print. Nothing here runs code under test."""
