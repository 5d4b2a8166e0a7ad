"""The exit statuses of the command."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
UNREADABLE = 3
