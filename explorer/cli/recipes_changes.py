"""How pictures of what happens when a run is changed are made; see ``recipes``."""

from __future__ import annotations

from explorer.cli.recipes import Recipe

_BENCH = {
    "target": "attribution.similarity_target(clean.hidden[-1].mean(axis=0))",
    "found": "patching.patch(engine, clean, corrupt, target)",
}
_WHAT = {"what": lambda _: "Recovered: similarity to the first text"}
OF_CHANGES: dict[str, Recipe] = {
    "patched_states": Recipe(
        ("clean", "corrupt"),
        least=2,
        made={
            **_BENCH,
            "pairs": "recovered_effect.token_pairs(clean, corrupt)",
            "values": "found.recovered_states",
        },
        plain=_WHAT,
    ),
    "patched_parts": Recipe(
        ("clean", "corrupt"),
        least=2,
        made={**_BENCH, "parts": "found.parts", "values": "found.recovered_parts"},
        plain=_WHAT,
    ),
    "sink_clinic": Recipe(
        made={
            "known": "blocks.blocks(engine)",
            "heads": "sinks.sink_heads(trace, known)",
            "moved": "sink_effects.sink_effects(engine, trace, known, heads)",
        },
    ),
}
