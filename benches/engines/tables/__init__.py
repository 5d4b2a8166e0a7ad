"""Readers of entity tables."""
