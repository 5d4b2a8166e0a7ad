"""What bounds a reader: programs and calls that do less than one."""
