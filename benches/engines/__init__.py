"""Adapters of the readers that are compared."""
