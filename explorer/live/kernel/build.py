"""Builds kernel_dot.wasm from kernel_dot.c: ``pip install ziglang``, then run this file.

ziglang is a clang in a wheel; it is needed for this alone, and not by those who run the project.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = (
    "-target wasm32-freestanding -mcpu=generic+simd128 -O3 -nostdlib -Wl,--no-entry "
    "-Wl,--import-memory -Wl,--strip-all -Wl,-z,stack-size=4096"
)


def build(source: Path = HERE / "kernel_dot.c", target: Path = HERE / "kernel_dot.wasm") -> None:
    """Compile and link; the compiler's errors come out as they are."""
    command = [sys.executable, "-m", "ziglang", "cc", *OPTIONS.split(), str(source), "-o", target]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    build()
