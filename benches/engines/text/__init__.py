"""Readers of block text."""
