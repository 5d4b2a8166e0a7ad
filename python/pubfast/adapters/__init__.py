"""Conversion of tables for other libraries, each of which is imported when it is first needed."""
