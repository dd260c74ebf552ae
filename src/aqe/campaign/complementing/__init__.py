"""Tests that a project already has, and what new ones add to them."""
