"""Runs a Pulumi Python program, as the language host's own starter does.

Started by file name with the project's interpreter, so it may use nothing but the Pulumi SDK:
`python runner.py '{"monitor": ..., "engine": ..., "project": ..., ...}'`.
"""

import asyncio
import gc
import json
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# The language host uses the same code for "the user has already been told".
EXIT_ERROR_SHOWN = 32


def user_traceback(error: BaseException, directory: str) -> str:
    """Format an exception with the frames of the user's files only.

    Args:
        error: what the program raised.
        directory: the project's folder; installed packages inside it do not count as the user's.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_users(frame.filename, directory)]
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    if not own:
        return text
    return "Traceback (most recent call last):\n" + "".join(traceback.format_list(own)) + text


def _is_users(filename: str, directory: str) -> bool:
    if filename.startswith("<"):  # frozen modules of the interpreter
        return False
    path = Path(filename).absolute()
    return path.is_relative_to(directory) and "site-packages" not in path.parts and path != Path(__file__)


def main(arguments: dict[str, Any]) -> int:
    """Run the program and return its exit code; errors go to the engine's log."""
    gc.set_threshold(100_000)  # a program lives for seconds, and most of them go into loading SDKs
    import pulumi  # noqa: PLC0415 - the caller reports an interpreter without the SDK

    runtime = pulumi.runtime
    runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
    runtime.configure(
        runtime.Settings(
            monitor=arguments["monitor"],
            engine=arguments["engine"],
            project=arguments["project"],
            stack=arguments["stack"],
            parallel=arguments["parallel"],
            dry_run=arguments["dry_run"],
            organization=arguments["organization"],
            root_directory=arguments["root_directory"],
        )
    )
    # The SDK tells several things for debugging about each resource, and the preview's engine keeps none.
    pulumi.log.debug = lambda *_arguments, **_options: None
    program = Path(arguments["program"])
    folder = program if program.is_dir() else program.parent
    os.chdir(folder)
    # The script's own folder must not shadow modules of the program.
    sys.path[0] = str(folder)
    sys.argv = [str(program)]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=4 * arguments["parallel"])
    loop.set_default_executor(executor)
    # A program that fails leaves futures behind; asyncio would complain about each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    def run() -> None:
        runpy.run_path(str(program), run_name="__main__")

    try:
        loop.run_until_complete(runtime.run_in_stack(run))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return 1
    except Exception as error:  # noqa: BLE001 - whatever the program raises is the user's to read
        trace = user_traceback(error, arguments["root_directory"])
        pulumi.log.error(f"Program failed with an unhandled exception:\n{trace}")
        return EXIT_ERROR_SHOWN
    finally:
        executor.shutdown(wait=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
