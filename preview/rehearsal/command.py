"""Command line of a rehearsal: `python -m preview rehearse`."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from preview.arguments import add_missing, add_packs, add_project, chosen_packs
from preview.configuration import SECRET_PLACEHOLDER, full_key
from preview.deployment import PolicyPackError
from preview.policy import PackOptions
from preview.project import Project, load_project
from preview.project_files import ProjectError
from preview.provisions import KINDS
from preview.redaction import PLACEHOLDER, Redactor
from preview.rehearsal.engine import Engine, EngineError, Operation, find_pulumi
from preview.rehearsal.life import Alteration, Fault, Life
from preview.rehearsal.plugins import PluginError
from preview.rehearsal.progress import Progress
from preview.rehearsal.report import Rehearsal, render_json, render_text
from preview.rehearsal.workspace import Workspace
from preview.simulated.store import FILE_VARIABLE, Clouds

OPERATIONS = ("create", "ready", "update", "delete")
# What a shell reports of a command that an interrupt ended (128 + SIGINT).
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code: 0 as it should be, 1 a problem, 2 broken, 130 interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    fault = _fault(parser, options.fail)
    if options.keep and options.keep.exists():
        parser.error(f"argument --keep: {options.keep} exists already")
    packs = chosen_packs(parser, options)
    redactor = Redactor()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="rehearsal-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        pulumi = find_pulumi()
        project = load_project(options.directory, options.stack)
        redactor = Redactor(project.config[key] for key in project.secret_keys)
        rehearsal = _rehearse(options, project, pulumi, folder, packs, fault, redactor)
    except (ProjectError, EngineError, PluginError, PolicyPackError) as error:
        print(redactor.text(f"error: {error}"), file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    except KeyboardInterrupt:
        print("interrupted: the engine was ended, and nothing real was touched", file=sys.stderr)  # noqa: T201 - as above
        return INTERRUPTED
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    render = render_json if options.format == "json" else render_text
    print(render(rehearsal, redactor))  # noqa: T201 - as above
    return rehearsal.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m preview rehearse",
        description="Live the whole life of a stack offline: up, nothing to do, changes, failure, destroy, "
        "with the `pulumi` on PATH against simulated clouds. Your files, accounts, backend and Pulumi home "
        "stay untouched.",
        epilog="Exit code: 0 all went as it should, 1 a problem, or blocked by policy, 2 broken program or "
        "configuration, 130 interrupted. Each --config, --change, --to and --provide is a change of its own, "
        "in order.",
    )
    add_project(parser)
    add_packs(parser)
    begin = parser.add_argument_group("the beginning")
    begin.add_argument(
        "--start",
        action="append",
        default=[],
        metavar="KEY[.PATH]=VALUE",
        help="set one value before the first deployment",
    )
    add_missing(begin)
    alterations = parser.add_argument_group("changes between up and destroy")
    for option, metavar, text in (
        ("--config", "KEY[.PATH]=VALUE", "set one value of the stack's configuration"),
        ("--change", "FILE", "apply a patch, as `git diff` writes it"),
        ("--to", "GITREF", "take all files from a commit"),
        ("--provide", "|".join(KINDS), "put what is missing into the account"),
    ):
        alterations.add_argument(
            option,
            dest="alterations",
            action="append",
            default=[],
            metavar=metavar,
            help=text,
            type=lambda given, option=option: (option, given),
        )
    parser.add_argument(
        "--fail",
        metavar="[OPERATION:]TYPE|URN",
        help=f"let one operation ({', '.join(OPERATIONS)}; default: create) fail, and then go on",
    )
    parser.add_argument(
        "--unprotect",
        action="append",
        default=[],
        metavar="KEY[.PATH]=VALUE",
        help="set before the stack is destroyed, to take its protection off",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the copy, the state and the logs in this new folder"
    )
    return parser


def _fault(parser: argparse.ArgumentParser, text: str | None) -> Fault | None:
    if text is None:
        return None
    operation, _, target = text.partition(":")
    if operation not in OPERATIONS:
        operation, target = "create", text
    if ":" not in target:
        parser.error("argument --fail: must be a type such as aws:ec2/vpc:Vpc, or a URN")
    return Fault(operation, target)


def _rehearse(
    options: argparse.Namespace,
    project: Project,
    pulumi: Path,
    folder: Path,
    packs: Sequence[PackOptions],
    fault: Fault | None,
    redactor: Redactor,
) -> Rehearsal:
    workspace = Workspace(project.directory, options.stack, folder / "project")
    workspace.write_stack_file()
    copied = [
        PackOptions(
            workspace.in_copy(pack.directory), pack.config_file and workspace.in_copy(pack.config_file)
        )
        for pack in packs
    ]
    clouds = Clouds(folder / "clouds")
    progress = Progress(None if options.quiet else sys.stderr, redactor)
    engine = Engine(
        workspace.directory,
        options.stack,
        folder / "engine",
        python=project.python,
        pulumi=pulumi,
        packs=copied,
        variables={FILE_VARIABLE: str(folder / "clouds")},
        progress=progress.event,
    )
    version = engine.version()
    progress.step(f"Rehearsing {project.name}, stack {options.stack}, with pulumi {version}")
    _succeed(engine.init())
    make = _maker(workspace, engine)
    alter = _alterer(workspace, project, clouds, make)
    for kind in options.missing:
        clouds.withhold(kind)
    make(lambda: None)
    for text in options.start:
        alter("--start", text).apply()
    life = Life(engine, clouds, progress.step, fault)
    life.live(
        [alter(option, text) for option, text in options.alterations],
        [alter("--unprotect", text) for text in options.unprotect],
    )
    progress.end()
    for inputs, outputs in clouds.marked():
        redactor.learn([inputs, outputs])
    return Rehearsal(project.name, options.stack, version, life.steps)


def _succeed(operation: Operation) -> None:
    if operation.exit_code:
        raise EngineError(operation.output.strip())


def _maker(workspace: Workspace, engine: Engine) -> Callable[[Callable[[], None]], None]:
    """Return what changes the copy, and stands in for secrets that only the real stack can decrypt."""

    def make(change: Callable[[], None]) -> None:
        workspace.learn_encryption()
        change()
        for path in workspace.write_stack_file():
            _succeed(engine.set_secret(path, SECRET_PLACEHOLDER))

    return make


def _alterer(
    workspace: Workspace, project: Project, clouds: Clouds, make: Callable[[Callable[[], None]], None]
) -> Callable[[str, str], Alteration]:
    def alteration(title: str, change: Callable[[], None]) -> Alteration:
        return Alteration(title, lambda: make(change))

    def alter(option: str, text: str) -> Alteration:
        match option:
            case "--change":
                patch = Path(text)
                if not patch.is_file():
                    raise ProjectError(f"{option} {text}: there is no such file")
                return alteration(f"{option} {text}", lambda: workspace.apply_patch(patch))
            case "--to":
                commit = workspace.commit(text)
                return alteration(f"{option} {text}", lambda: workspace.replace_by_commit(commit))
            case "--provide":
                if text not in KINDS:
                    raise ProjectError(f"{option} {text}: must be {' or '.join(KINDS)}")
                return Alteration(f"{option} {text}", lambda: clouds.provide(text), provides=text)
            case _:
                key, equals, value = text.partition("=")
                if not equals:
                    raise ProjectError(f"{option} {key}: must be KEY=VALUE or KEY.PATH=VALUE")
                return alteration(
                    _shown(option, key, value, project),
                    lambda: workspace.set_config(key, value),
                )

    return alter


def _shown(option: str, key: str, value: str, project: Project) -> str:
    secret = full_key(key, project.name) in project.secret_keys
    return f"{option} {key}={PLACEHOLDER if secret else value}"
