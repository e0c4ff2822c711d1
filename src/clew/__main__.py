"""`python -m clew` is `clew`."""

from clew.runtime.cli import command

if __name__ == "__main__":
    command()
