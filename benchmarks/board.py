"""Regenerates the board that ships: the built-in systems on the embedded test split, submitted and built.

    python benchmarks/board.py [--board board] [--site docs/board]

Trained systems are trained on the train split first. Predictions are kept beside the records, so that anybody can score
them again: ``wirecopy leaderboard check board --predictions board/predictions/rules.jsonl``. Where the texts of the
real articles have been restored, the systems read these as well, for the board's column of real articles; elsewhere
what was there of them stays. Run it when the data, the scorer or a system have changed: it replaces its own records of
the same data and leaves those of others.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.leaderboard.board import add, read
from wirecopy.evaluation.leaderboard.record import make_record

ORGANISATION = "The wirecopy maintainers"
URL = "https://github.com/wirecopy/wirecopy"
REAL = "real"
# The built-in systems that need nothing but the package: configuration, name on the board.
SYSTEMS = {"rules": "rules", "linear": "linear"}


def splits() -> list[str]:
    """Return the splits that can be read here: the test split, and the real articles if all their texts are there."""
    known = ["test"]
    if all(article.text is not None for article in load(REAL, texts=False)):
        known.append(REAL)
    else:
        print(f"{REAL}: texts are withheld here (wirecopy corpus restore), its records stay as they are")
    return known


def predictions_of(system: str, chosen: list[str], work: Path) -> dict[str, Path]:
    """Run a built-in system over splits at once; return its predictions for each."""
    code = run(["evaluate", f"system={system}", f"data.split='{','.join(chosen)}'", f"hydra.run.dir={work / system}"])
    if code:
        raise SystemExit(code)
    lines = {line.id: line for line in read_lines(work / system / "predictions.jsonl")}
    found = {}
    for split in chosen:
        found[split] = work / f"{system}-{split}.jsonl"
        write_lines(found[split], [lines[article.id] for article in load(split, texts=False)])
    return found


def forget(folder: Path) -> None:
    """Remove what an earlier run of this program put on the board; what others submitted stays."""
    for path in folder.glob("*.json"):
        record = read(path)
        if record.organisation == ORGANISATION and record.name in SYSTEMS.values():
            path.unlink()


def main() -> None:
    """Run, submit and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", type=Path, default=Path("board"))
    parser.add_argument("--site", type=Path, default=Path("docs/board"))
    options = parser.parse_args()
    chosen = splits()
    with tempfile.TemporaryDirectory() as work:
        made = [
            (path, name, split, make_record(path, SplitGold(split), name, organisation=ORGANISATION, url=URL))
            for system, name in SYSTEMS.items()
            for split, path in predictions_of(system, chosen, Path(work)).items()
        ]
        for folder in {record.data_key for *_, record in made}:
            forget(options.board / folder)
        for path, name, split, record in made:
            kept, _ = add(options.board, record)
            beside = name if split == "test" else f"{name}-{split}"
            write_bytes(options.board / "predictions" / f"{beside}.jsonl", path.read_bytes())
            print(f"{name}, {split}: {kept}")
    raise SystemExit(run(["leaderboard", "build", str(options.board), str(options.site)]))


if __name__ == "__main__":
    main()
