#!/usr/bin/env bash
# Writes, as Markdown, what the checks find in the articles that a change touches, and how its submissions score.
# File names and findings come from anybody: they are passed on as arguments and printed as indented code.
# Usage: contributions.sh BASE    (the commit that the change starts from); exits 1 if something is wrong
set -uo pipefail
base=$1
failed=0

indented() { sed 's/^/    /'; }
changed() { git diff --name-only --diff-filter=AMR -z "$base"...HEAD -- "$@"; }

mapfile -d '' -t articles < <(changed 'corpus/articles/*.json' 'corpus/articles/**/*.json')
if [ "${#articles[@]}" -gt 0 ]; then
    printf '## Articles: %s changed\n\n' "${#articles[@]}"
    wirecopy corpus validate -- "${articles[@]}" 2>&1 | indented
    [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
    printf '\n### The whole corpus\n\n'
    wirecopy corpus validate 2>&1 | tail -n 40 | indented
    [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
fi

if ! git diff --quiet "$base"...HEAD -- board; then
    printf '\n## Submissions\n\n'
    mapfile -d '' -t predictions < <(changed 'board/predictions/*.jsonl')
    options=()
    for file in "${predictions[@]}"; do options+=(--predictions "$file"); done
    wirecopy leaderboard check "${options[@]}" -- board 2>&1 || failed=1
    if out=$(wirecopy leaderboard build board "$(mktemp -d)/site" 2>&1); then
        printf '\nThe board builds.\n'
    else
        printf '%s\n' "$out" | indented
        failed=1
    fi
fi
exit "$failed"
