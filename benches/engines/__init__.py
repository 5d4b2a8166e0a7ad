"""What is measured: one adapter for each engine."""
