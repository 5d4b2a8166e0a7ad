"""Time, memory, the machine, and how they are written down."""
