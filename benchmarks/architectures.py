"""Every text model type of transformers, as a tiny random checkpoint, against plain transformers.

    python benchmarks/architectures.py [TYPE ...]    # writes benchmarks/results/architectures.md

Encoder-decoders are left out: they are opened with explorer.load_seq2seq.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import transformers  # noqa: E402
from support import survey  # noqa: E402
from support.surveyed import CLOSE, Surveyed, examine  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "architectures.md"
HEAD = """# Model types

Each row is a checkpoint with random weights (two layers, four heads, width 32), loaded by
`explorer.load` and compared to transformers {version} alone, `attn_implementation="eager"`, on the
same pair of texts. Numbers are the largest differences: of attention weights, and of hidden states
as a share of each state's largest number; up to {close:.0e} counts as equal. Proofs: how many of
the six identities of "Prove it" hold; the others cannot be followed in that architecture, or
fail where it says so.

{agree} types agree, {differ} differ, {refused} are refused with a sentence; {skipped} more could
not be made as tiny checkpoints.

| type | attention | hidden states | query, key, value | proofs |
|---|---|---|---|---|
"""


def row(found: Surveyed) -> str:
    """One line of the table."""
    if found.said:
        why = found.said.split("”) ")[-1].split(": choose")[0]
        return f"| {found.kind} | refused: {why} | | | |"
    held = found.proofs.count("holds")
    failed = f", {found.proofs.count('FAILS')} fail" if "FAILS" in found.proofs else ""
    vectors = "yes" if found.vectors else "no"
    return (
        f"| {found.kind} | {found.attention:.0e} | {found.hidden:.0e} | {vectors} "
        f"| {held} of {len(found.proofs)}{failed} |"
    )


def surveyed(kinds: list[str]) -> list[Surveyed]:
    """All of them, one after the other, each told as it comes."""
    found = []
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            found.append(examine(kind, Path(folder) / "model"))
        print(row(found[-1]), flush=True)
    return [one for one in found if "encoder-decoder" not in one.said]


def main() -> None:
    """Survey the types named, or all of them, and write the table for all."""
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    found = surveyed(sys.argv[1:] or survey.types())
    if sys.argv[1:]:
        return
    made = [one for one in found if one.built]
    agree = sum(one.agrees for one in made)
    refused = sum(bool(one.said) for one in made)
    head = HEAD.format(
        version=transformers.__version__,
        close=CLOSE,
        agree=agree,
        differ=len(made) - agree - refused,
        refused=refused,
        skipped=len(found) - len(made),
    )
    RESULT.write_text(head + "\n".join(map(row, made)) + "\n")


if __name__ == "__main__":
    main()
