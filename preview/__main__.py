"""Command line of the offline preview: `python -m preview`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from preview.deployment import PolicyPackError
from preview.manifests import ManifestError, write_manifests
from preview.policy import PackOptions
from preview.project import load_project
from preview.project_files import ProjectError
from preview.redaction import Redactor
from preview.render.json_report import render_json
from preview.render.text_report import render_text
from preview.session import preview


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 clean, 1 blocked by policy, 2 broken."""
    parser = _parser()
    options = parser.parse_args(arguments)
    config = dict(_pair(parser, "--config", "KEY=VALUE", text) for text in options.config)
    references = {
        name: Path(file)
        for name, file in (
            _pair(parser, "--stack-reference", "NAME=FILE", text) for text in options.stack_reference
        )
    }
    packs = _packs(parser, options)
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
            progress=lambda line: None if options.quiet else print(redactor.text(line), file=sys.stderr),  # noqa: T201 - the command's output
        )
    except (ProjectError, PolicyPackError) as error:
        print(redactor.text(f"error: {error}"), file=sys.stderr)  # noqa: T201 - the command's output
        return 2
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
        epilog="Exit code: 0 clean, 1 blocked by policy, 2 broken program or configuration.",
    )
    parser.add_argument("--stack", "-s", default="dev", help="name of the stack (default: dev)")
    parser.add_argument(
        "-C", "--cwd", dest="directory", type=Path, default=Path(), help="the project's folder"
    )
    parser.add_argument("--config", action="append", default=[], metavar="KEY=VALUE", help="set one value")
    parser.add_argument(
        "--policy-pack", action="append", default=[], type=Path, metavar="DIR", help="default: policypack"
    )
    parser.add_argument(
        "--policy-pack-config", action="append", default=[], type=Path, metavar="FILE", help="one per pack"
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
    parser.add_argument("--no-policy", action="store_true", help="run no policy pack")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the report")
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress on stderr")
    return parser


def _pair(parser: argparse.ArgumentParser, option: str, form: str, text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        parser.error(f"argument {option}: must be {form}")
    return key, value


def _packs(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[PackOptions]:
    if options.no_policy:
        return []
    folders: list[Path] = options.policy_pack
    files: list[Path] = options.policy_pack_config
    default = options.directory / "policypack"
    if not folders and (default / "PulumiPolicy.yaml").is_file():
        folders = [default]
    if files and len(files) != len(folders):
        parser.error(f"--policy-pack-config is given {len(files)} times for {len(folders)} packs")
    if files:
        return [PackOptions(*pair) for pair in zip(folders, files, strict=True)]
    configs = [folder / "config" / f"{options.stack}.json" for folder in folders]
    return [PackOptions(d, f if f.is_file() else None) for d, f in zip(folders, configs, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
