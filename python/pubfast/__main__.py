"""`python -m pubfast`: the command `pubfast`."""

from pubfast.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
