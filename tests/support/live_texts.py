"""300 texts on which the live page is compared with torch: short, pairs, long and hard ones."""

from __future__ import annotations

from support.hard_strings import hard_strings

from explorer.data.sample_sentences import sample_sentences
from explorer.text import TextInput


def texts() -> list[TextInput]:
    """The sample sentences, 40 pairs and 20 passages of them, and hard strings up to 300 in all."""
    sentences = list(sample_sentences())
    found = [TextInput(sentence) for sentence in sentences]
    found += [TextInput(sentences[i], sentences[i + 1]) for i in range(0, 160, 4)]
    found += [TextInput(" ".join(sentences[i : i + 9])) for i in range(0, 180, 9)]
    readable = [text for text in hard_strings()[::7] if any(char.isalnum() for char in text)]
    found += [TextInput(text) for text in readable[: 300 - len(found)]]
    return found
