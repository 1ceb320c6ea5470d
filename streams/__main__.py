"""The `crisiswire` command."""

import os
import sys


def main() -> None:
    """Run the command line; say so when only the wire contract is installed."""
    # Read when numpy is loaded: a worker has one core, where more threads only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from streams.cli.app import run  # noqa: PLC0415 - the extra may not be installed
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"streams", "schemas"}:
            raise
        sys.exit(
            f"crisiswire: {error.name} is not installed; this is the wire contract alone."
            " For the command, install crisiswire[worker]."
        )
    run()


if __name__ == "__main__":
    main()
