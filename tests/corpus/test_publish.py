"""Publishing and loading with the unmodified clients, each in a process of its own, against a loopback Hub."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from wirecopy.corpus import load as load_articles
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.contents import MANIFEST, dataset_files, read_manifest
from wirecopy.corpus.dataset.parquet import file_hash
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.hub.reading import read_back
from wirecopy.corpus.lines import write_lines

Hub = runpy.run_path(str(Path(__file__).parents[1] / "hub.py"))["Hub"]
REPO = "org/wirecopy"
KEY = ("datasets", REPO)

LOAD = """
import json, sys
from wirecopy.corpus.dataset.parquet import RowDigest
from datasets import get_dataset_config_names, load_dataset
where, revision, streaming = sys.argv[1], sys.argv[2] or None, sys.argv[3] == "stream"
found = {}
for config in get_dataset_config_names(where, revision=revision):
    for split, rows in load_dataset(where, config, revision=revision, streaming=streaming).items():
        digest = RowDigest()
        for row in rows:
            digest.add(row)
        found[f"{config}/{split}"] = digest.hexdigest()
print(json.dumps(found))
"""
SNAPSHOT = """
import sys
from huggingface_hub import snapshot_download
print(snapshot_download(sys.argv[1], repo_type="dataset", revision=sys.argv[2]))
"""
COMMAND = "from wirecopy.conf.cli import main; main()"
# The same command without the loading at its end, which has tests of its own and takes most of the time.
UNREAD = f"import wirecopy.corpus.hub as hub; hub.read_back = lambda *_: None; {COMMAND}"


class Ran(NamedTuple):
    """What a process ended with."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("publish") / "out"
    build(out, site=True, repo=REPO)
    return out


@pytest.fixture(scope="module")
def unaddressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build that was not told where it goes."""
    out = tmp_path_factory.mktemp("unaddressed") / "out"
    build(out, site=True, withhold_gold=["validation"])
    return out


@pytest.fixture
def hub() -> Iterator[Any]:
    with Hub() as running:
        yield running


def environment(hub: Any, home: Path, token: str | None = "hf_owner", **more: str) -> dict[str, str]:
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGINGFACE_"))}
    return kept | settings | ({"HF_TOKEN": token} if token else {}) | more


def python(code: str, *arguments: str, env: dict[str, str]) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def publish(hub: Any, out: Path, home: Path, *options: str, token: str | None = "hf_owner", code: str = COMMAND) -> Ran:
    arguments = ("corpus", "publish", str(out), "--repo", REPO, *options)
    return python(code, *arguments, env=environment(hub, home, token))


def load(hub: Any, home: Path, *, revision: str = "", how: str = "whole", token: str | None = None, where: str = REPO,
         **more: str) -> Ran:  # fmt: skip
    return python(LOAD, where, revision, how, env=environment(hub, home, token, **more))


def contents(out: Path) -> dict[str, str]:
    return {f"{table.config}/{table.split}": table.contents for table in read_manifest(out).tables}


def version_tag(out: Path) -> str:
    return f"v{read_manifest(out).version}"


def remote_files(hub: Any, revision: str = "main") -> dict[str, bytes]:
    tree = hub.repos[KEY].tree(revision)
    return {path: blob.data for path, blob in tree.items() if path != ".gitattributes"}


def local_files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in dataset_files(out)}


def writes(hub: Any) -> list[str]:
    return [line.split(" ", 1)[1] for line in hub.log if re.search(r"(POST|PUT|DELETE) ", line)]


@pytest.mark.slow
def test_published_whole_loaded_streamed_and_never_twice(hub: Any, built: Path, tmp_path: Path) -> None:
    done = publish(hub, built, tmp_path / "a")
    assert done.code == 0, done.err
    assert done.out == ""
    repo, tag = hub.repos[KEY], version_tag(built)
    assert remote_files(hub) == local_files(built)
    assert (len(repo.commits), list(repo.tags)) == (2, [tag])
    assert not any(name.startswith("site/") for name in remote_files(hub))
    assert sum("/commit/" in line for line in hub.log) == 1

    for how in ("whole", "stream"):
        loaded = load(hub, tmp_path / how, how=how)
        assert json.loads(loaded.out) == contents(built), loaded.err

    hub.log.clear()
    again = publish(hub, built, tmp_path / "b")
    assert again.code == 0, again.err
    assert "holds exactly this content already" in again.err
    assert writes(hub) == []
    assert (len(repo.commits), list(repo.tags)) == (2, [tag])


@pytest.mark.slow
def test_a_tag_stays_while_main_moves(hub: Any, built: Path, tmp_path: Path) -> None:
    tag = version_tag(built)
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    repo = hub.repos[KEY]
    kept = repo.tags[tag]
    moved = dict(repo.tree("main"))
    for path in [path for path in moved if path.startswith(("events/", "claims/"))]:
        del moved[path]
    card = moved["README.md"].data.decode()
    moved["README.md"] = type(moved["README.md"])(re.sub(r"(?s)^---.*?\n---\n", "", card).encode())
    repo.commit("main", moved, "without events", "alice", kept)
    loaded = load(hub, tmp_path / "load", revision=tag)
    assert json.loads(loaded.out) == contents(built), loaded.err

    other = tmp_path / "other"
    shutil.copytree(built, other)
    manifest = json.loads((other / MANIFEST).read_text(encoding="utf-8"))
    (other / "README.md").write_text("---\nlicense: cc-by-4.0\n---\nother\n", encoding="utf-8")
    manifest["files"]["README.md"] = file_hash(other / "README.md")
    (other / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    before = (repo.branches["main"], dict(repo.tags))
    refused = publish(hub, other, tmp_path / "b")
    assert refused.code == 2
    assert f"tag {tag} is there and holds other content (README.md, manifest.json)" in refused.err
    assert (repo.branches["main"], dict(repo.tags)) == before


@pytest.mark.slow
def test_stale_files_leave_in_the_same_commit(hub: Any, built: Path, tmp_path: Path) -> None:
    assert publish(hub, built, tmp_path / "a", "--tag", "v0.0.1", code=UNREAD).code == 0
    repo = hub.repos[KEY]
    tree = dict(repo.tree("main"))
    tree["links/train-[1]*.parquet"] = tree["events/train-00000-of-00001.parquet"]
    del tree["ERRATA.md"]
    repo.commit("main", tree, "by hand", "alice", repo.branches["main"])
    done = publish(hub, built, tmp_path / "b")
    assert done.code == 0, done.err
    assert remote_files(hub) == local_files(built)
    assert len(repo.commits) == 4
    assert repo.resolve("v0.0.1") != repo.resolve(version_tag(built))


@pytest.mark.slow
def test_private_is_private(hub: Any, built: Path, tmp_path: Path) -> None:
    assert publish(hub, built, tmp_path / "a", "--private").code == 0
    assert hub.repos[KEY].private
    for number, token in enumerate((None, "hf_reader")):
        refused = load(hub, tmp_path / f"refused{number}", token=token)
        assert refused.code != 0
        assert "doesn't exist on the Hub or cannot be accessed" in refused.err
    loaded = load(hub, tmp_path / "load", token="hf_owner")
    assert json.loads(loaded.out) == contents(built), loaded.err
    stranger = publish(hub, built, tmp_path / "c", token="hf_reader")
    assert stranger.code == 2
    assert "answered 403" in stranger.err


def test_a_public_repository_is_not_taken_for_private(hub: Any, built: Path, tmp_path: Path) -> None:
    make = "from huggingface_hub import HfApi; HfApi().create_repo('org/wirecopy', repo_type='dataset')"
    assert python(make, env=environment(hub, tmp_path)).code == 0
    hub.log.clear()
    refused = publish(hub, built, tmp_path, "--private")
    assert (refused.code, writes(hub)) == (2, [])
    assert "org/wirecopy: is public, and --private was asked for" in refused.err


@pytest.mark.slow
def test_offline_from_a_snapshot(hub: Any, built: Path, tmp_path: Path) -> None:
    tag = version_tag(built)
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    home = tmp_path / "home"
    taken = python(SNAPSHOT, REPO, tag, env=environment(hub, home, None))
    assert taken.code == 0, taken.err
    hub.log.clear()
    loaded = load(hub, home, where=taken.out.strip(), HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    assert json.loads(loaded.out) == contents(built), loaded.err
    assert hub.log == []


@pytest.mark.parametrize("token", [None, "  ", "hf_secret_that_is_wrong"])
def test_the_token_comes_from_the_environment_and_is_never_shown(
    token: str | None, hub: Any, built: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "token").write_text("hf_owner", encoding="utf-8")  # what the client keeps is not for this command
    refused = publish(hub, built, home, token=token)
    assert refused.code == 2
    assert len(refused.err.strip().splitlines()) == (1 if not (token or "").strip() else 2)
    assert "hf_secret" not in refused.err
    assert ("HF_TOKEN: found no" if not (token or "").strip() else "answered 401") in refused.err
    assert KEY not in hub.repos


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--repo", "wirecopy"), "--repo: found 'wirecopy', expected ORG/NAME"),
        (("--repo", "a/b/c"), "--repo: found 'a/b/c'"),
        (("--tag", "../main"), "--tag: found '../main'"),
    ],
)
def test_names_are_checked_before_anything_is_sent(
    options: tuple[str, ...], message: str, hub: Any, built: Path, tmp_path: Path
) -> None:
    refused = publish(hub, built, tmp_path, *options)
    assert (refused.code, hub.log) == (2, [])
    assert message in refused.err


def test_a_build_of_another_corpus_is_refused(hub: Any, built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(built, other)
    manifest = json.loads((other / MANIFEST).read_text(encoding="utf-8"))
    manifest["splits"]["test"]["sha256"] = "0" * 64
    (other / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    refused = publish(hub, other, tmp_path)
    assert (refused.code, writes(hub)) == (2, [])
    assert "was built from another state of the corpus (test changed since)" in refused.err


def test_a_build_with_other_links_is_refused(hub: Any, built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(built, other)
    manifest = json.loads((other / MANIFEST).read_text(encoding="utf-8"))
    (other / MANIFEST).write_text(json.dumps(manifest | {"links": "0" * 64}), encoding="utf-8")
    refused = publish(hub, other, tmp_path)
    assert (refused.code, writes(hub)) == (2, [])
    assert "was built from another state of the corpus (links changed since)" in refused.err


def naming(files: dict[str, bytes], words: str) -> list[str]:
    """Return the files that hold these words."""
    return sorted(name for name, data in files.items() if words.encode() in data)


def test_a_published_build_names_its_repository_and_no_other(hub: Any, unaddressed: Path, tmp_path: Path) -> None:
    out, private = tmp_path / "out", unaddressed.with_name("out-private")
    shutil.copytree(unaddressed, out)
    shutil.copytree(private, tmp_path / "out-private")
    named = ["CITATION.cff", "README.md", "croissant.json", "eval.yaml", "manifest.json"]
    assert naming(local_files(out), "ORG/wirecopy") == named
    done = publish(hub, out, tmp_path / "a", code=UNREAD)
    assert done.code == 0, done.err
    assert f"{out}: was built for ORG/wirecopy: building it again for {REPO}" in done.err
    there = remote_files(hub)
    assert there == local_files(out)
    assert (naming(there, REPO), naming(there, "ORG/wirecopy")) == (named, [])
    # Nothing else is another build: the same answers are held back, the site is there, the rows are the same.
    before, after = read_manifest(unaddressed), read_manifest(out)
    assert (after.withheld_gold, after.tables) == (("validation",), before.tables)
    assert (out / "site" / "index.html").is_file()
    gold = (tmp_path / "out-private" / "validation.jsonl").read_bytes()
    assert gold == (private / "validation.jsonl").read_bytes()
    assert json.loads(there["croissant.json"])["url"] == f"https://huggingface.co/datasets/{REPO}"
    hub.log.clear()
    again = publish(hub, out, tmp_path / "b", code=UNREAD)
    assert (again.code, writes(hub)) == (0, []), again.err
    assert "building it again" not in again.err


@pytest.mark.slow
def test_the_code_on_the_card_loads_what_was_published(hub: Any, built: Path, tmp_path: Path) -> None:
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    card = remote_files(hub)["README.md"].decode()
    code = card.split("```python\n")[1].split("```")[0]
    assert code.count(f'load_dataset("{REPO}"') == 2
    counted = f"{code}\nprint(articles.num_rows, entities.num_rows)"
    loaded = python(counted, env=environment(hub, tmp_path / "load", None))
    rows = {config: {t.split: t.rows for t in read_manifest(built).tables if t.config == config}
            for config in ("articles", "entities")}  # fmt: skip
    assert loaded.out.strip() == f"{rows['articles']} {rows['entities']}", loaded.err


RANK = """
import json, sys
from huggingface_hub import HfApi
api = HfApi()
api.create_repo("org/reader")
api.upload_file(path_or_fileobj=sys.argv[2].encode(), path_in_repo=".eval_results/wirecopy.yaml", repo_id="org/reader")
print(json.dumps([[row.rank, row.model_id, row.value] for row in api.get_dataset_leaderboard(sys.argv[1])]))
"""


def test_results_of_a_model_reach_the_leaderboard_of_the_dataset(hub: Any, built: Path, tmp_path: Path) -> None:
    """From the record of a submission to the ranking that the Hub makes of the dataset's ``eval.yaml``."""
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    write_lines(tmp_path / "mine.jsonl", [article.annotation for article in load_articles("test")])
    env = environment(hub, tmp_path / "b")
    board = tmp_path / "board"
    submit = ["leaderboard", "submit", str(tmp_path / "mine.jsonl"), "--name", "Mine", "--board", str(board)]
    done = python(COMMAND, *submit, env=env)
    assert done.code == 0, done.err
    [record] = [path for path in board.rglob("*.json") if '"headline"' in path.read_text(encoding="utf-8")]
    told = python(COMMAND, "leaderboard", "eval-results", str(record), "--dataset", REPO, env=env)
    assert told.code == 0, told.err
    ranked = python(RANK, REPO, told.out, env=env)
    assert ranked.code == 0, ranked.err
    tasks = [task["id"] for task in yaml.safe_load(remote_files(hub)["eval.yaml"])["tasks"]]
    entries = [row for row in yaml.safe_load(told.out) if row["dataset"]["task_id"] in tasks]
    assert len(entries) >= 3
    assert json.loads(ranked.out) == [[i, "org/reader", 100.0] for i in range(1, len(entries) + 1)]


def test_nobody_answers(built: Path, tmp_path: Path) -> None:
    class Nobody(NamedTuple):
        url: str = "http://127.0.0.1:9"

    refused = publish(Nobody(), built, tmp_path)
    assert refused.code == 2
    assert "the Hub could not be reached when looking at it" in refused.err
    assert "Traceback" not in refused.err


# The calls of a first publication, in order; a fault in each of them, and what it may leave behind.
CALLS = {
    "look": r"/api/datasets/org/wirecopy$",
    "who": "/api/whoami-v2",
    "create": "/api/repos/create",
    "tree": "/api/datasets/org/wirecopy/tree/[0-9a-f]{40}$",
    "card": "/api/validate-yaml",
    "preupload": "/preupload/main",
    "large": "/info/lfs/objects/batch",
    "upload": "/_lfs/[0-9a-f]{64}",
    "verify": "/_lfs/verify",
    "commit": "/commit/main",
    "tag": "/api/datasets/org/wirecopy/tag/",
    "back": r"/resolve/v[\d.]+/README.md",
    "body": "/_cdn/",
}


@pytest.mark.slow
@pytest.mark.parametrize("status", [412, 429, 500, 503])
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_in_any_call_leaves_nothing_half_done(
    call: str, status: int, hub: Any, built: Path, tmp_path: Path
) -> None:
    code = COMMAND if call in ("back", "body") else UNREAD
    hub.fail_next(1, status, CALLS[call])
    first = publish(hub, built, tmp_path / "a", code=code)
    assert not hub.faults, "the fault was never met"
    repo, tag = hub.repos.get(KEY), version_tag(built)
    if repo is not None:
        assert remote_files(hub) in ({}, local_files(built))
        assert tag not in repo.tags or remote_files(hub, tag) == local_files(built)
    assert first.code in (0, 2)
    if first.code:
        said = first.err.strip().splitlines()[-1]
        assert said.startswith(REPO)
        assert re.search("nothing was changed|run again", said)
        assert "Traceback" not in first.err
    second = publish(hub, built, tmp_path / "b", code=code)
    assert second.code == 0, second.err
    assert remote_files(hub, tag) == local_files(built)
    repo = hub.repos[KEY]
    assert (len(repo.commits), list(repo.tags)) == (2, [tag])


@pytest.mark.slow
@pytest.mark.parametrize("call", ["/refs", "/tree/"])
def test_a_fault_while_looking_at_what_is_there(call: str, hub: Any, built: Path, tmp_path: Path) -> None:
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    hub.fail_next(1, 500, call)
    hub.log.clear()
    refused = publish(hub, built, tmp_path / "b")
    assert refused.code in (0, 2)
    assert writes(hub) == []
    if refused.code:
        assert "answered 500 when looking at it" in refused.err


@pytest.mark.slow
def test_a_lost_answer_is_found_out_by_running_again(hub: Any, built: Path, tmp_path: Path) -> None:
    """The commit arrives and its answer does not: the second run sees it and only tags."""
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    repo, tag = hub.repos[KEY], version_tag(built)
    del repo.tags[tag]
    hub.log.clear()
    again = publish(hub, built, tmp_path / "b")
    assert again.code == 0, again.err
    assert [line.split("/")[-2] for line in writes(hub)] == ["tag"]
    assert (len(repo.commits), repo.tags[tag]) == (2, repo.branches["main"])


@pytest.mark.slow
def test_what_was_changed_on_the_way_is_noticed(hub: Any, built: Path, tmp_path: Path) -> None:
    assert publish(hub, built, tmp_path / "a", code=UNREAD).code == 0
    repo, tag = hub.repos[KEY], version_tag(built)
    tree = repo.commits[repo.tags[tag]]["tree"]
    wrong = dict(tree)
    wrong["claims/train-00000-of-00001.parquet"] = tree["claims/test-00000-of-00001.parquet"]
    repo.commits[repo.tags[tag]]["tree"] = wrong
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(hub, tmp_path / "c").items():
            patch.setenv(name, value)
        with pytest.raises(InputError, match=r"claims/train: found|loading it back failed"):
            read_back(REPO, tag, read_manifest(built))
