"""A copy of a project, which a rehearsal may change: the user's own files stay as they are."""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from preview.configuration import apply_overrides, config_of, declared_config, decrypted, full_key
from preview.project_files import ProjectError, project_file, read_mapping, stack_file
from preview.property_paths import joined

# What a copy outside of git leaves out, besides virtual environments: nothing there is part of a program.
_LEFT_OUT = frozenset({".git", "__pycache__", "node_modules"})
# A folder with this file is a virtual environment (PEP 405).
_VIRTUALENV_MARK = "pyvenv.cfg"
# How many folders deep virtual environments are looked for.
_DEPTH = 3
# Keys of a stack file that belong to the real stack's encryption (pulumi/pulumi sdk/go/common/workspace).
_ENCRYPTION = ("secretsprovider", "encryptedkey", "encryptionsalt")


class WorkspaceError(ProjectError):
    """A change that cannot be made; the message says which and why."""


class Workspace:
    """The copy.

    A project inside a git checkout is copied with all of that checkout, since programs reach for files beside
    them; only what git ignores stays behind. Virtual environments are not copied but linked.

    The engine writes into the stack's file, and cannot decrypt what is in it. So the copy's is made anew
    after each change: from the user's, or from what a patch makes of it, with the settings of the rehearsal
    over it and stand-ins for secrets.

    Attributes:
        directory: the project's folder in the copy.
    """

    def __init__(self, project: Path, stack: str, folder: Path) -> None:
        """Copy a project.

        Args:
            project: the project's folder.
            stack: name of the stack.
            folder: where the copy goes; it must not exist.

        Raises:
            OSError: a file cannot be read or written.
        """
        project = project.resolve()
        self._checkout = _checkout_of(project)
        self._top = self._checkout or project
        self._folder = folder
        self._stack = stack
        self._settings: list[tuple[str, str]] = []
        self._encryption: dict[str, Any] = {}
        self._stand_ins: dict[str, Any] = {}
        self.directory = folder / project.relative_to(self._top)
        for path in _tracked(self._checkout) if self._checkout else _files(self._top):
            target = folder / path.relative_to(self._top)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target, follow_symlinks=False)
        self._link_virtualenvs()
        self._users_file = self._read_stack_file()

    def in_copy(self, path: Path) -> Path:
        """Return where a file of the project is in the copy; a path outside of the project stays."""
        path = path.resolve()
        return self._folder / path.relative_to(self._top) if path.is_relative_to(self._top) else path

    def write_stack_file(self) -> list[str]:
        """Write the stack's file as the engine can use it.

        Returns:
            The path of each value that stands in for an encrypted one in the open, and is to be encrypted.

        Raises:
            ProjectError: a setting leads nowhere, or a file cannot be read.
        """
        file = self._stack_file()
        document = read_mapping(project_file(self.directory))
        project = str(document.get("name"))
        self._restore()
        content = read_mapping(file) if file.is_file() else {}
        config = {full_key(key, project): value for key, value in config_of(file).items()} if content else {}
        encrypted = {key: found for key, value in config.items() if (found := [*ciphertexts(value, key)])}
        config.update({key: self._stand_ins.get(key, decrypted(config[key])) for key in encrypted})
        declared = declared_config(project_file(self.directory), document, project)
        apply_overrides(config, declared, project, dict(self._settings))
        kept = {key: value for key, value in content.items() if key not in _ENCRYPTION}
        text = yaml.safe_dump(
            {**self._encryption, **kept, "config": config}, sort_keys=False, allow_unicode=True
        )
        file.write_text(text, encoding="utf-8")
        return [path for key, found in encrypted.items() if key not in self._stand_ins for path in found]

    def learn_encryption(self) -> None:
        """Remember what the engine has written into the stack's file: how it encrypts, and stand-ins."""
        file = self._stack_file()
        content = read_mapping(file) if file.is_file() else {}
        self._encryption = {key: content[key] for key in _ENCRYPTION if key in content}
        config: dict[str, Any] = content.get("config") or {}
        self._stand_ins = {key: value for key, value in config.items() if [*ciphertexts(value, key)]}

    def set_config(self, setting: str, text: str) -> None:
        """Set one value of the stack's configuration, from the next `write_stack_file` on.

        Args:
            setting: a key, or a path into one, such as `network.zones`.
            text: the value, as `--config` takes it.
        """
        self._settings.append((setting, text))

    def apply_patch(self, patch: Path) -> None:
        """Apply a patch in the form of `git diff`, with paths from the checkout's top.

        Raises:
            WorkspaceError: it cannot be read, or does not fit.
        """
        try:
            text = patch.read_bytes()
        except OSError as error:
            raise WorkspaceError(f"--change {patch}: {error.strerror}") from error
        self._restore()
        # Outside of a repository git takes the paths as they are.
        outside = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self._folder.parent), "LC_ALL": "C"}
        _git(f"--change {patch}", ["apply", "--whitespace=nowarn"], self._folder, text, outside)
        self._link_virtualenvs()
        self._users_file = self._read_stack_file()

    def commit(self, reference: str) -> str:
        """Return the commit that a branch or tag names now.

        Raises:
            WorkspaceError: the project is in no checkout, or there is no such commit.
        """
        if not self._checkout:
            raise WorkspaceError(f"--to {reference}: {self._top} is in no git checkout")
        arguments = ["rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}"]
        return _git(f"--to {reference}", arguments, self._checkout).decode().strip()

    def replace_by_commit(self, commit: str) -> None:
        """Put the files of a commit in the place of the copy's.

        Args:
            commit: as `commit` returns it.
        """
        assert self._checkout is not None  # noqa: S101 - otherwise there is no commit
        files = _git(f"--to {commit}", ["archive", "--format=tar", commit], self._checkout)
        shutil.rmtree(self._folder)
        with tarfile.open(fileobj=io.BytesIO(files)) as archive:
            archive.extractall(self._folder, filter="data")
        self._link_virtualenvs()
        self._users_file = self._read_stack_file()

    def _stack_file(self) -> Path:
        document = read_mapping(project_file(self.directory))
        file = stack_file(self.directory, document, self._stack)
        return file or self.directory / f"Pulumi.{self._stack}.yaml"

    def _read_stack_file(self) -> bytes | None:
        file = self._stack_file()
        return file.read_bytes() if file.is_file() else None

    def _restore(self) -> None:
        """Put the user's own stack file back, which a patch is made for."""
        file = self._stack_file()
        if self._users_file is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(self._users_file)

    def _link_virtualenvs(self) -> None:
        for original in _virtualenvs(self._top, _DEPTH):
            link = self._folder / original.relative_to(self._top)
            if link.parent.is_dir() and not link.exists():
                link.symlink_to(original.resolve(), target_is_directory=True)


def _checkout_of(project: Path) -> Path | None:
    return next((path for path in (project, *project.parents) if (path / ".git").exists()), None)


def _tracked(checkout: Path) -> list[Path]:
    listed = _git("copying the project", ["ls-files", "-z", "-co", "--exclude-standard"], checkout)
    paths = (checkout / name for name in os.fsdecode(listed).split("\0") if name)
    # A file may be deleted and still be tracked; a submodule is a folder.
    return [path for path in paths if path.is_file() or path.is_symlink()]


def _files(top: Path) -> Iterator[Path]:
    for path in sorted(top.iterdir()):
        if path.name in _LEFT_OUT:
            continue
        if path.is_dir() and not path.is_symlink():
            if not (path / _VIRTUALENV_MARK).is_file():
                yield from _files(path)
        else:
            yield path


def _virtualenvs(top: Path, depth: int) -> Iterator[Path]:
    for path in sorted(top.iterdir()):
        if path.is_dir() and path.name not in _LEFT_OUT:
            if (path / _VIRTUALENV_MARK).is_file():
                yield path
            elif depth > 1 and not path.is_symlink():
                yield from _virtualenvs(path, depth - 1)


def _git(
    what: str,
    arguments: list[str],
    directory: Path,
    text: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - arguments of our own
            ["git", *arguments],  # noqa: S607 - the user's own git
            cwd=directory,
            env=environment,
            input=text,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise WorkspaceError(f"{what}: git is not on PATH") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise WorkspaceError(f"{what}: {reason[0].removeprefix('fatal: ')}") from None
    return done.stdout


def ciphertexts(value: Any, path: str) -> Iterator[str]:
    """Yield the path of everything that is encrypted in a value of a stack's file.

    Args:
        value: what is at `path`.
        path: a key, or a path below one, as `pulumi config set --path` takes it.
    """
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            yield path
        for key, item in value.items():
            yield from ciphertexts(item, joined(path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from ciphertexts(item, joined(path, index))
