"""Finds who catches faults: `python -m tests.faults.find SLUG...` asks every test and every control.

It takes about half a minute for each fault. For a fault that nobody catches it ends with 1.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.faults.catalogue import FAULTS
from tests.faults.fault import Fault, in_copy, plant


def main() -> int:
    """Print each catcher of the faults that are asked for; of all without any."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.find", description=__doc__)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="which faults; a part of the name is enough")
    asked: list[str] = parser.parse_args().slugs
    chosen = [fault for fault in FAULTS if not asked or any(slug in fault.slug for slug in asked)]
    free = 0
    for fault in chosen:
        found = catchers(fault)
        free += not found
        sys.stdout.write(f"{fault.slug}: {fault.wrong}\n")
        sys.stdout.writelines(f"  {catcher}\n" for catcher in found or ["NOT CAUGHT"])
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - free} of {len(chosen)} caught\n")
    return int(free > 0)


def catchers(fault: Fault) -> list[str]:
    """Plant a fault, and give everybody who catches it, as `Fault.caught_by` has it."""
    with tempfile.TemporaryDirectory(prefix="find-") as folder:
        copy, answer = Path(folder, "copy"), Path(folder, "answer.json")
        plant(fault, copy)
        done = in_copy(copy, "--all", str(answer))
        if done.returncode:
            sys.exit(f"{fault.slug}: {done.stdout}{done.stderr}")
        return json.loads(answer.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
