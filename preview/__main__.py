"""Command line of the offline preview: `python -m preview`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from preview.arguments import add_missing, add_packs, add_project, chosen_packs, pair
from preview.deployment import PolicyPackError
from preview.manifests import ManifestError, write_manifests
from preview.project import load_project
from preview.project_files import ProjectError
from preview.redaction import Redactor
from preview.render.json_report import render_json
from preview.render.text_report import render_text
from preview.session import preview

# What a shell reports of a command that an interrupt ended (128 + SIGINT).
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 clean, 1 blocked by policy, 2 broken, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["rehearse"]:
        from preview.rehearsal import command  # noqa: PLC0415 - a preview needs none of it

        return command.main(given[1:])
    parser = _parser()
    options = parser.parse_args(given)
    config = dict(pair(parser, "--config", "KEY=VALUE", text) for text in options.config)
    references = {
        name: Path(file)
        for name, file in (
            pair(parser, "--stack-reference", "NAME=FILE", text) for text in options.stack_reference
        )
    }
    packs = chosen_packs(parser, options)
    redactor = Redactor()
    try:
        project = load_project(options.directory, options.stack, config)
        redactor = Redactor(project.config[key] for key in project.secret_keys)
        result = preview(
            options.directory,
            options.stack,
            config=config,
            policy_packs=packs,
            stack_references=references,
            missing=options.missing,
            progress=lambda line: None if options.quiet else print(redactor.text(line), file=sys.stderr),  # noqa: T201 - the command's output
        )
    except (ProjectError, PolicyPackError) as error:
        print(redactor.text(f"error: {error}"), file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    except KeyboardInterrupt:
        print("interrupted: nothing was created", file=sys.stderr)  # noqa: T201 - the command's output
        return INTERRUPTED
    for part in (result.preview, result.applied):
        redactor.learn(part.outputs)
        for resource in part.resources.values():
            redactor.learn_resource(resource)
    render = render_json if options.format == "json" else render_text
    print(render(result, redactor))  # noqa: T201 - the command's output
    if result.exit_code == 0:
        try:
            if options.manifests:
                write_manifests(result, options.manifests, redactor)
            if options.outputs:
                text = json.dumps(redactor.value(result.applied.outputs), indent=2)
                options.outputs.write_text(f"{text}\n", encoding="utf-8")
        except (ManifestError, OSError) as error:
            print(redactor.text(f"error: {error}"), file=sys.stderr)  # noqa: T201 - the command's output
            return 2
    return result.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m preview",
        description="Show what a Pulumi Python project would create, and what its policy packs say, offline.",
        epilog="Exit code: 0 clean, 1 blocked by policy, 2 broken program or configuration. "
        "`python -m preview rehearse --help` tells of the whole life of a stack on Pulumi's own engine.",
    )
    add_project(parser)
    add_packs(parser)
    add_missing(parser)
    parser.add_argument(
        "--config", action="append", default=[], metavar="KEY[.PATH]=VALUE", help="set one value"
    )
    parser.add_argument(
        "--config-path",
        action="store_true",
        help="as Pulumi has it: the keys of --config are paths; here they always may be",
    )
    parser.add_argument("--manifests", type=Path, metavar="DIR", help="write the Kubernetes objects here")
    parser.add_argument(
        "--outputs", type=Path, metavar="FILE", help="write the outputs here, as `pulumi stack output --json`"
    )
    parser.add_argument(
        "--stack-reference",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="outputs of another stack that the program refers to",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
