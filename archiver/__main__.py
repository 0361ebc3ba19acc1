"""``python -m archiver`` and the console script ``archiver``."""

import sys


def main() -> None:
    """Run the command and leave with its exit code."""
    from archiver.cli.main import run  # noqa: PLC0415  after the interpreter is up, for --help

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
