"""What a repository on the Hub holds, and the calls that change it, each with the state it leaves behind."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

from wirecopy.corpus.dataset.contents import SITE, dataset_files
from wirecopy.corpus.errors import InputError, printable

_SERVER_FILE = ".gitattributes"  # made by the Hub, and kept
_KIND = "dataset"
_UNCHANGED = "nothing was changed"
_UNREACHED = {"TransportError", "ConnectionError", "OfflineModeIsEnabled"}
_HINTS = {
    401: "the token is not valid",
    403: "the token may not write there",
    412: "somebody else has committed since: run again",
    429: "too many requests: wait and run again",
}


class Revision(msgspec.Struct, frozen=True):
    """A commit and the hashes of its files by path."""

    commit: str
    files: dict[str, str]


class State(msgspec.Struct, frozen=True):
    """A repository as found; ``tagged`` is None where the tag is not there."""

    private: bool
    main: Revision
    tagged: Revision | None


def local_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the files of a build with git's hash and the SHA-256 of each: the Hub tells the one or the other."""
    return {name: _hashes((folder / name).read_bytes()) for name in dataset_files(folder)}


def _hashes(data: bytes) -> tuple[str, str]:
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return blob, hashlib.sha256(data).hexdigest()


def differing(there: dict[str, str], here: dict[str, tuple[str, str]]) -> list[str]:
    """Return the paths that are on one side only or whose contents differ, sorted."""
    return sorted(name for name in there.keys() | here.keys() if there.get(name) not in here.get(name, ()))


class Remote:
    """One dataset repository on the Hub. Every failure becomes one ``InputError`` without the token in it."""

    def __init__(self, repo: str, token: str) -> None:
        self._repo, self._token = repo, token
        self._api = HfApi(endpoint=os.environ.get("HF_ENDPOINT"), token=token)

    def state(self, tag: str) -> State | None:
        """Return what the repository holds, or None if there is none."""
        with self._errors("looking at it", _UNCHANGED):
            try:
                info = self._api.repo_info(self._repo, repo_type=_KIND)
            except RepositoryNotFoundError:
                self._api.whoami()  # whoever gives no valid token is told "not found" as well
                return None
            main = self._revision(info.sha or "main")
            target = self._target(tag)
            tagged = None if target is None else main if target == main.commit else self._revision(target)
            return State(bool(info.private), main, tagged)

    def _target(self, tag: str) -> str | None:
        refs = self._api.list_repo_refs(self._repo, repo_type=_KIND)
        return next((ref.target_commit for ref in refs.tags if ref.name == tag), None)

    def _revision(self, commit: str) -> Revision:
        tree = self._api.list_repo_tree(self._repo, recursive=True, revision=commit, repo_type=_KIND)
        files = {row.path: row.lfs.sha256 if row.lfs else row.blob_id for row in tree if isinstance(row, RepoFile)}
        files.pop(_SERVER_FILE, None)
        return Revision(commit, files)

    def create(self, private: bool) -> Revision:
        """Create the repository and return its first commit."""
        with self._errors("creating it", f"{_UNCHANGED}, or an empty repository was made; run again"):
            self._api.create_repo(self._repo, repo_type=_KIND, private=private, exist_ok=True)
            info = self._api.repo_info(self._repo, repo_type=_KIND)
            return self._revision(info.sha or "main")

    def commit(self, folder: Path, head: Revision, message: str) -> str:
        """Make the repository hold exactly the files of a build, in one commit on ``head``; return the commit."""
        stale = sorted(head.files.keys() - set(dataset_files(folder)))
        with self._errors("committing", "either all files or none were committed; run again"), _quiet():
            done = self._api.upload_folder(
                repo_id=self._repo,
                folder_path=folder,
                repo_type=_KIND,
                commit_message=message,
                parent_commit=head.commit,
                ignore_patterns=[f"{SITE}/**"],
                delete_patterns=[glob.escape(name) for name in stale] or None,
            )
            return str(done.oid)

    def tag(self, tag: str, commit: str) -> None:
        """Set a new tag on a commit; one that is there stays, and only if it names this commit all is well."""
        with self._errors(f"setting tag {tag}", f"the commit {commit[:12]} is complete and not tagged; run again"):
            try:
                self._api.create_tag(self._repo, tag=tag, revision=commit, repo_type=_KIND)
            except HfHubHTTPError as error:
                if error.response.status_code != 409 or self._target(tag) != commit:
                    raise

    @contextmanager
    def _errors(self, doing: str, state: str) -> Iterator[None]:
        try:
            yield
        except HfHubHTTPError as error:
            status = error.response.status_code
            said = (error.server_message or str(error).splitlines()[0]).strip()
            hint = f" ({_HINTS[status]})" if status in _HINTS else ""
            raise self._failed(f"the Hub answered {status}{hint} when {doing}: {said}", state) from None
        except Exception as error:
            # The library that carries the client's requests, and with it its errors, differs between its versions.
            kinds = {base.__name__ for base in type(error).__mro__}
            reached = "failed" if kinds.isdisjoint(_UNREACHED) else "the Hub could not be reached"
            cause = str(error).strip().splitlines() or [type(error).__name__]
            raise self._failed(f"{reached} when {doing}: {cause[0]}", state) from None

    def _failed(self, what: str, state: str) -> InputError:
        line = " ".join(f"{self._repo}: {what}; {state}".split()).replace(self._token, "***")
        return InputError(printable(line[:1000]))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client's progress bars out of the output."""
    if are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()
