"""Every text model type of transformers, as a tiny random checkpoint, against plain transformers.

    python benchmarks/architectures.py [TYPE ...]    # writes benchmarks/results/architectures.md

Encoders and decoders by explorer.load, encoder-decoders by explorer.load_seq2seq in a second table.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import transformers  # noqa: E402
from support import survey  # noqa: E402
from support.surveyed import CLOSE, Surveyed, examine, examine_two  # noqa: E402

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


TWO = """

## Encoder-decoders

The same for models that read one text while they write another, by `explorer.load_seq2seq`:
attention is that of the encoder, of the decoder and across, hidden states are those of both sides.
The proofs of "Prove it" are about one text, so none is counted here.

{agree} types agree, {differ} differ, {refused} are refused with a sentence; {skipped} more could
not be made as tiny checkpoints.

| type | attention | hidden states | query, key, value |
|---|---|---|---|
"""


def row(found: Surveyed) -> str:
    """One line of the first table."""
    if found.said:
        return f"{_start(found)} |"
    held = found.proofs.count("holds")
    failed = f", {found.proofs.count('FAILS')} fail" if "FAILS" in found.proofs else ""
    return f"{_start(found)} {held} of {len(found.proofs)}{failed} |"


def row_of_two(found: Surveyed) -> str:
    """One line of the table of encoder-decoders."""
    return _start(found)


def _start(found: Surveyed) -> str:
    if found.said:
        why = found.said.split("”) ")[-1].split(": choose")[0]
        return f"| {found.kind} | refused: {why} | | |"
    vectors = "yes" if found.vectors else "no"
    return f"| {found.kind} | {found.attention:.0e} | {found.hidden:.0e} | {vectors} |"


def surveyed(kinds: list[str], look: Callable[[str, Path], Surveyed]) -> list[Surveyed]:
    """All of them, one after the other, each told as it comes."""
    found = []
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            found.append(look(kind, Path(folder) / "model"))
        print(_start(found[-1]), flush=True)
    return [one for one in found if "encoder-decoder" not in one.said]


def table(head: str, found: list[Surveyed], line: Callable[[Surveyed], str]) -> str:
    """The text above a table, with what it counts, and the table."""
    made = [one for one in found if one.built]
    agree = sum(one.agrees for one in made)
    refused = sum(bool(one.said) for one in made)
    head = head.format(
        version=transformers.__version__,
        close=CLOSE,
        agree=agree,
        differ=len(made) - agree - refused,
        refused=refused,
        skipped=len(found) - len(made),
    )
    return head + "\n".join(map(line, made))


def main() -> None:
    """Survey the types named, or all of them, and write the tables for all."""
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    two = survey.encoder_decoder_types()
    asked = sys.argv[1:] or sorted({*survey.types(), *two})
    one = surveyed([kind for kind in asked if kind not in two], examine)
    both = surveyed([kind for kind in asked if kind in two], examine_two)
    if not sys.argv[1:]:
        text = table(HEAD, one, row) + table(TWO, both, row_of_two)
        RESULT.write_text(text + "\n")


if __name__ == "__main__":
    main()
