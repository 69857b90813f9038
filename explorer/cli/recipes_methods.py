"""How pictures of which method ranks words best are made; see ``recipes``."""

from __future__ import annotations

from explorer.cli.recipes import Option, Recipe

OF_METHODS: dict[str, Recipe] = {
    **dict.fromkeys(
        ("deletion_curves", "method_ranking"),
        Recipe(
            ("trace", "other"),
            least=2,
            made={
                "target": "attribution.similarity_target(other.hidden[-1].mean(axis=0))",
                "found": "methods.ranked(engine, trace, target)",
            },
            plain={
                "what": lambda _: "cosine similarity",
                "names": lambda given: given["found"].best(),
            },
        ),
    ),
    "scoreboard_intervals": Recipe(
        (),
        made={"board": "scoreboard.scoreboard()"},
        options=(
            Option(
                "measure", "text", "deletion", choices=("deletion", "insertion", "rank correlation")
            ),
        ),
    ),
}
