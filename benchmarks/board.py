"""Regenerates the board that ships: the built-in systems on the embedded test split, submitted and built.

    python benchmarks/board.py [--board board] [--site docs/board] [--split test]

Trained systems are trained on the train split first. Predictions are kept beside the records, so that anybody can score
them again: ``wirecopy leaderboard check board --predictions board/predictions/rules.jsonl``. Run it when the data, the
scorer or a system have changed: it replaces its own records of the same data and leaves those of others.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from wirecopy.conf.cli import run
from wirecopy.corpus.atomic import write_bytes
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.leaderboard.board import add, read
from wirecopy.evaluation.leaderboard.record import make_record

ORGANISATION = "The wirecopy maintainers"
URL = "https://github.com/wirecopy/wirecopy"
CONFIGURATIONS = Path(__file__).resolve().parent.parent / "conf" / "system"
# The built-in systems that need nothing but the package: configuration, name on the board.
SYSTEMS = {"rules": "rules", "linear": "linear"}


def predictions_of(system: str, split: str, work: Path) -> Path:
    """Run a built-in system over a split; return its predictions."""
    code = run(["evaluate", f"system={system}", f"data.split={split}", f"hydra.run.dir={work / system}"])
    if code:
        raise SystemExit(code)
    return work / system / "predictions.jsonl"


def forget(folder: Path) -> None:
    """Remove what an earlier run of this program put on the board; what others submitted stays."""
    for path in folder.glob("*.json"):
        record = read(path)
        if record.organisation == ORGANISATION and record.name in SYSTEMS.values():
            path.unlink()


def main() -> None:
    """Run, submit and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--board", type=Path, default=Path("board"))
    parser.add_argument("--site", type=Path, default=Path("docs/board"))
    parser.add_argument("--split", default="test")
    chosen = parser.parse_args()
    gold = SplitGold(chosen.split)
    with tempfile.TemporaryDirectory() as work:
        made = []
        for system, name in SYSTEMS.items():
            if not (CONFIGURATIONS / f"{system}.yaml").is_file():
                print(f"{system}: found no configuration in conf/system, left out")
                continue
            path = predictions_of(system, chosen.split, Path(work))
            made.append((path, name, make_record(path, gold, name, organisation=ORGANISATION, url=URL)))
        forget(chosen.board / made[0][2].data_key)
        for path, name, record in made:
            kept, _ = add(chosen.board, record)
            write_bytes(chosen.board / "predictions" / f"{name}.jsonl", path.read_bytes())
            print(f"{name}: {kept}")
    raise SystemExit(run(["leaderboard", "build", str(chosen.board), str(chosen.site)]))


if __name__ == "__main__":
    main()
