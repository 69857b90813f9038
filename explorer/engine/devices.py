"""Where a model runs and in which kind of numbers; and its tensors back as numpy on the CPU."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open

from explorer.errors import CheckpointError, DeviceError

VARIABLE = "EXPLORER_DEVICE"

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
"""Kinds of numbers that weights may be held in. A Trace is float32 whatever the model is."""

_TOLERANCES = {torch.bfloat16: 5e-2, torch.float16: 1e-2}

_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True)
class Placement:
    """A device and the kind of numbers on it."""

    device: torch.device
    dtype: torch.dtype


def placement(device: str | None = None, dtype: str | None = None) -> Placement:
    """What ``explorer.load`` was asked for. Raises DeviceError.

    No device means EXPLORER_DEVICE; "auto", and nothing there, mean CUDA where there is one, then
    MPS, else the CPU.
    """
    kind = "float32" if dtype is None else str(dtype).removeprefix("torch.")
    if kind not in DTYPES:
        raise DeviceError(f"“{_short(dtype)}” is not a kind of numbers that a model can be loaded "
                          f"in: choose {', '.join(DTYPES)}.")  # fmt: skip
    wanted = str(device if device is not None else os.environ.get(VARIABLE) or "auto")
    return Placement(_device(wanted.strip().lower()), DTYPES[kind])


def _device(wanted: str) -> torch.device:
    present = available()
    if wanted == "auto":
        return torch.device(present[0])
    match = re.fullmatch(r"(cpu|mps|cuda)(?::(\d{1,3}))?", wanted)
    if match is None:
        raise DeviceError(
            f"“{_short(wanted)}” is not a device: choose auto, cpu, cuda, cuda:1 or mps."
        )
    kind, number = match[1], int(match[2] or 0)
    count = torch.cuda.device_count() if kind == "cuda" and kind in present else 1
    if kind not in present or number >= count:
        raise DeviceError(
            f"There is no device “{wanted}” on this machine, only {' and '.join(present)}: choose "
            f"one of them, in load(device=...) or in {VARIABLE}."
        )
    return torch.device(wanted)


def available() -> tuple[str, ...]:
    """The kinds of devices of this machine, the fastest first."""
    found = ["cuda"] if torch.cuda.is_available() else []
    found += ["mps"] if torch.backends.mps.is_available() else []
    return (*found, "cpu")


def require_room(folder: Path, label: str, place: Placement) -> None:
    """Refuse a checkpoint that does not fit into free memory. Raises CheckpointError.

    Reads the heads of the files only: nothing has been loaded yet.
    """
    free = free_bytes(place.device)
    needed = weights_in(folder) * place.dtype.itemsize
    if free is not None and needed > free:
        where = "this machine" if place.device.type == "cpu" else f"the device {place.device}"
        raise CheckpointError(
            f"“{label}” does not fit: its weights take {_megabytes(needed)} as "
            f"{_name(place.dtype)}, and {where} has {_megabytes(free)} of free memory. Choose a "
            'smaller model, another device, or dtype="bfloat16", which takes half of float32.'
        )


def weights_in(folder: Path) -> int:
    """How many numbers the safetensors files of a folder hold."""
    total = 0
    for file in folder.glob("model*.safetensors"):
        with safe_open(file, framework="numpy") as weights:
            total += sum(int(np.prod(weights.get_slice(k).get_shape())) for k in weights.keys())  # noqa: SIM118
    return total


def free_bytes(device: torch.device) -> int | None:
    """Bytes that can still be taken on a device; None where the machine does not say."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory()
    bounds = [room for room in (_available(), _in_container()) if room is not None]
    return min(bounds, default=None)


def _available() -> int | None:
    """What Linux calls available: free, or taken by files that can be read again."""
    try:
        found = re.search(r"^MemAvailable:\s*(\d+) kB", _MEMINFO.read_text("ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def _in_container() -> int | None:
    """What a container's limit leaves, files that were read not counted; None without a limit."""
    try:
        limit = (_CGROUP / "memory.max").read_text("ascii").strip()
        used = int((_CGROUP / "memory.current").read_text("ascii"))
        files = re.search(r"^inactive_file (\d+)", (_CGROUP / "memory.stat").read_text("ascii"),
                          re.MULTILINE)  # fmt: skip
    except (OSError, ValueError):
        return None
    return int(limit) - used + (int(files[1]) if files else 0) if limit.isdigit() else None


def tolerance(dtype: torch.dtype) -> float:
    """Largest relative difference between two ways of computing the same in these numbers."""
    return _TOLERANCES.get(dtype, 1e-4)


def on_cpu(tensor: torch.Tensor) -> np.ndarray:
    """A tensor as numpy: floats as float32, other kinds as they are; no copy where none is needed.

    The one way from the model's numbers to ours.
    """
    plain = tensor.detach().cpu()
    return (plain.float() if plain.is_floating_point() else plain).numpy()


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _short(given: object) -> str:
    return str(given)[:40]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
