"""What Codabench runs: ``python3 scoring.py INPUT OUTPUT``, with gold in INPUT/ref and the submission in INPUT/res.

It writes OUTPUT/scores.json (a number a leaderboard column) and OUTPUT/detailed_results.html (the error browser). A
submission that cannot be scored ends with exit code 1; what is wrong stands on standard error and in the page.
"""

import html
import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # the package lies beside this file
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.errors import InputError, printable
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.store import from_line
from wirecopy.evaluation.leaderboard.held import HeldGold
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.report import write_report
from wirecopy.evaluation.scoring import score_file

REFUSED = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Not scored</title></head>'
    "<body><h1>Not scored</h1><pre>MESSAGE</pre></body></html>\n"
)
DETAILS, SCORES = "detailed_results.html", "scores.json"


def submission(folder: Path) -> Path:
    """Return the predictions file of a submission: the only one that ends in .jsonl, wherever it lies in it."""
    found = sorted(path for path in folder.rglob("*.jsonl") if "__MACOSX" not in path.parts)
    if len(found) != 1:
        names = ", ".join(path.name for path in found[:5]) or "none"
        raise InputError(f"submission: found {names}, expected one file of annotation lines (*.jsonl)")
    return found[0]


def columns(results: dict[str, Any]) -> dict[str, float]:
    """Return the leaderboard's columns; a task that is not predicted has none."""
    headline, measures = results["headline"], results["measures"]
    found = {key: headline[key] for key in ("mean", *HEADLINES)}
    for task, name in HEADLINES.items():
        for rate in ("precision", "recall"):
            found[f"{task}_{rate}"] = measures.get(name, {}).get(rate)
    return {key: value for key, value in found.items() if value is not None}


def main(source: Path, out: Path) -> int:
    """Score the submission; return the exit code."""
    gold = source / "ref" / "gold.jsonl"
    try:
        predictions = submission(source / "res")
        results = score_file(predictions, HeldGold(gold), errors=True)
    except InputError as error:
        message = "\n".join(printable(line) for line in str(error).splitlines())
        print(message, file=sys.stderr)
        write_text(out / DETAILS, REFUSED.replace("MESSAGE", html.escape(message)))
        return 1
    articles = [from_line(line) for line in read_lines(gold)]
    # The platform shows one page, and nothing that lies beside it.
    write_report(out / DETAILS, results, articles, read_lines(predictions), embedded=True)
    write_text(out / SCORES, json.dumps(columns(results)) + "\n")
    print(results["signature"])
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
