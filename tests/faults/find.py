"""Finds who catches faults: `python -m tests.faults.find SLUG...` asks the pack and every test.

It takes about half a minute for each fault, less with --first. For one that nobody catches it ends with 1.
"""

import argparse
import json
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.faults.catalogue import FAULTS
from tests.faults.fault import Fault, in_copy, plant
from tests.support.warm_python import WarmPython

# Where the tests are that look at what the program registers.
SUITES = ("tests/infra", "tests/workloads", "tests/contract/test_order_of_destruction.py")


def main() -> int:
    """Print each catcher of the faults that are asked for; of all without any."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.find", description=__doc__)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="which faults; a part of the name is enough")
    parser.add_argument("--first", action="store_true", help="ask no further once somebody catches it")
    arguments = parser.parse_args()
    asked: list[str] = arguments.slugs
    chosen = [fault for fault in FAULTS if not asked or any(slug in fault.slug for slug in asked)]
    free = 0
    with tempfile.TemporaryDirectory(prefix="warm-") as folder, closing(WarmPython(Path(folder))) as python:
        sys.executable = os.environ["WARM_PYTHON"] = str(python.executable)
        for fault in chosen:
            found = catchers(fault, first=arguments.first)
            free += not found
            sys.stdout.write(f"{fault.slug}: {fault.wrong}\n")
            sys.stdout.writelines(f"  {catcher}\n" for catcher in found or ["NOT CAUGHT"])
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - free} of {len(chosen)} caught\n")
    return int(free > 0)


def catchers(fault: Fault, *, first: bool) -> list[str]:
    """Plant a fault, and give who catches it, as `Fault.caught_by` has it; one only with `first`."""
    with tempfile.TemporaryDirectory(prefix="find-") as folder:
        copy, answer = Path(folder, "copy"), Path(folder, "answer.json")
        plant(fault, copy)
        mode = "--first" if first else "--all"
        done = in_copy(copy, mode, str(answer), *suites(fault))
        if done.returncode:
            sys.exit(f"{fault.slug}: {done.stdout}{done.stderr}")
        return json.loads(answer.read_text(encoding="utf-8"))


def suites(fault: Fault) -> list[str]:
    """Give the folders of tests, those that mirror the fault's file first."""
    folder = Path("tests", fault.file).parent
    mirrors = [str(each) for each in (folder, *folder.parents) if each.parts[1:] and each.is_dir()]
    return list(dict.fromkeys([*mirrors, *SUITES]))


if __name__ == "__main__":
    sys.exit(main())
