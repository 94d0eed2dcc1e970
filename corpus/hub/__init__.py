"""``corpus publish``: check everything first, then one commit, then one tag, then load it back with the real client.

Whatever fails, the repository is left as it was or complete: the commit holds all files or none of them, and the tag
is set only on a commit that was made. Running again does what is missing and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from wirecopy.corpus.card.settings import repository_name
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.contents import MANIFEST, SITE, Manifest, read_manifest
from wirecopy.corpus.dataset.source import embedded
from wirecopy.corpus.digest import GoldDigest
from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.hub.reading import read_back
from wirecopy.corpus.hub.remote import Remote, differing, local_files
from wirecopy.corpus.links import links_hash
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import catalogue
from wirecopy.corpus.validation import validate

_TAG = re.compile(r"[\w][\w.-]{0,99}", re.ASCII)


class Target(NamedTuple):
    """Where to publish."""

    repo: str
    tag: str
    private: bool


class Published(msgspec.Struct, frozen=True):
    """What was done: the commit that the tag names, and whether this run made the commit and the tag."""

    repo: str
    tag: str
    commit: str
    committed: bool
    tagged: bool


def publish(
    out: Path, repo: str, *, tag: str | None = None, private: bool = False, say: Callable[[str], None] = print
) -> Published:
    """Publish the build in ``out`` (built first if it is not there) as one commit and one tag; return what was done.

    A build whose card names another repository than ``repo``, or the placeholder, is made again with this one's name.
    The token is ``HF_TOKEN`` of the environment. The same content makes no commit; a tag that is there is never moved.
    Afterwards ``datasets`` loads every configuration by the tag in a process of its own, and row counts, columns and
    hashes of the contents must be those of the build.

    Raises:
        InputError: the corpus has errors, the folder is no build of it, the tag holds other content, the Hub refuses
            or cannot be reached, or what was loaded back differs. The message says in which state the repository is.
    """
    remote = Remote(repo, _token())
    _check_names(repo, tag)
    manifest = _addressed(out, repo, _checked_build(out, repo, say), say)
    tag = tag or f"v{manifest.version}"
    done = _bring(remote, Target(repo, tag, private), out, f"{manifest.name} {manifest.version}", say)
    read_back(repo, tag, manifest)
    say(f"{repo}: loaded back by tag {tag}: {len(manifest.tables)} tables with the same rows, columns and contents")
    return done


def _bring(remote: Remote, target: Target, out: Path, message: str, say: Callable[[str], None]) -> Published:
    """Commit and tag what is not there yet."""
    repo, tag = target.repo, target.tag
    files, state = local_files(out), remote.state(tag)
    if state is not None and target.private and not state.private:
        raise InputError(f"{repo}: is public, and --private was asked for: change it in its settings first")
    if state is not None and state.tagged is not None:
        other = differing(state.tagged.files, files)
        if other:
            raise InputError(_taken(repo, tag, other))
        say(f"{repo}: tag {tag} holds exactly this content already")
        return Published(repo, tag, state.tagged.commit, committed=False, tagged=False)
    head = state.main if state is not None else remote.create(target.private)
    commit, changed = head.commit, bool(differing(head.files, files))
    if changed:
        commit = remote.commit(out, head, message)
        say(f"{repo}: committed {len(files)} files as {commit[:12]}")
    else:
        say(f"{repo}: main holds exactly this content already, nothing to commit")
    remote.tag(tag, commit)
    say(f"{repo}: tagged {tag}")
    return Published(repo, tag, commit, committed=changed, tagged=True)


def _token() -> str:
    token = os.environ.get("HF_TOKEN", "").strip()
    if not token:
        raise InputError(
            "HF_TOKEN: found nothing in the environment, expected a token that may write to the repository"
        )
    return token


def _check_names(repo: str, tag: str | None) -> None:
    repository_name(repo)
    if tag is not None and not _TAG.fullmatch(tag):
        raise InputError(f"--tag: found {shown(tag)}, expected letters, digits, '.', '_' and '-', such as v1.0.0")


def _checked_build(out: Path, repo: str, say: Callable[[str], None]) -> Manifest:
    """Return the manifest of a build of the embedded corpus as it stands, which must be valid."""
    findings, articles = validate([], load_ontology())
    refuse([str(finding) for finding in findings if finding.level == "error"])
    say(f"checked {articles} articles: no errors")
    if not (out / MANIFEST).exists():
        build(out, repo=repo)
        say(f"built {out}")
    manifest = read_manifest(out)
    now = {"version": catalogue().version, "links": links_hash(embedded().links)}
    now |= {split: _gold(split) for split in catalogue().splits}
    built = {"version": manifest.version, "links": manifest.links}
    built |= {split: row.sha256 for split, row in manifest.splits.items()}
    changed = [name for name, value in built.items() if now.get(name) != value]
    changed += [name for name, value in now.items() if name not in built and value != _EMPTY]
    if changed:
        raise InputError(
            f"{out}: was built from another state of the corpus ({', '.join(changed)} changed since): build it again"
        )
    return manifest


def _addressed(out: Path, repo: str, manifest: Manifest, say: Callable[[str], None]) -> Manifest:
    """Return the manifest of a build whose card names the repository; one that names another is made again."""
    if manifest.repository == repo:
        return manifest
    say(f"{out}: was built for {manifest.repository}: building it again for {repo}")
    return build(out, repo=repo, withhold_gold=manifest.withheld_gold, site=(out / SITE).is_dir())


def _gold(split: str) -> str:
    digest = GoldDigest()
    for article in embedded().articles(split):
        digest.add(article)
    return digest.hexdigest()


_EMPTY = GoldDigest().hexdigest()


def _taken(repo: str, tag: str, other: list[str]) -> str:
    listed = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
    return (
        f"{repo}: tag {tag} is there and holds other content ({listed}). A published version never changes: raise the "
        "version of the corpus, or give another --tag"
    )
