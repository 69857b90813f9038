"""A Dockerfile read as far as the tests need it: instructions by stage, and what would be run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    """One stage: its instructions in order, each a keyword and the rest of its line."""

    instructions: tuple[tuple[str, str], ...]

    def all(self, keyword: str) -> list[str]:
        """What stands behind each instruction of this kind."""
        return [rest for name, rest in self.instructions if name == keyword]

    def only(self, keyword: str) -> str:
        """What stands behind the one instruction of this kind."""
        [rest] = self.all(keyword)
        return rest

    @property
    def environment(self) -> dict[str, str]:
        """The variables of ENV."""
        return dict(re.findall(r"(\w+)=(\S+)", " ".join(self.all("ENV"))))

    @property
    def command(self) -> list[str]:
        """What a container runs when it is told nothing else."""
        return json.loads(self.only("ENTRYPOINT")) + json.loads(self.only("CMD"))

    @property
    def health_check(self) -> list[str]:
        """What the container runs to learn whether it is well."""
        return json.loads(self.only("HEALTHCHECK").partition(" CMD ")[2])


def stages(file: Path) -> list[Stage]:
    """The stages of a Dockerfile, the last of which is the image."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, joined.splitlines()):
        keyword, _, rest = line.partition(" ")
        if keyword == "FROM":
            found.append([])
        found[-1].append((keyword, rest))
    return [Stage(tuple(instructions)) for instructions in found]
