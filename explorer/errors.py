"""Failures that a reader can mend. Each message is one plain sentence that says what to do.

Anything else that goes wrong is a bug and is raised as Python raised it.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """Something the reader can mend; ``str(error)`` is a sentence for the reader."""


class InputError(ExplorerError):
    """The text cannot be read: empty, too long, or split into empty words."""


class ModelUnavailable(ExplorerError):
    """The model cannot be had: unknown, not allowed here, or no network to fetch it."""


class CheckpointError(ExplorerError):
    """The checkpoint is there but cannot be used: no safetensors, damaged, or incomplete."""


class NotCaptured(ExplorerError):
    """This architecture does not hand out what the picture needs (query, key or value)."""


class DeviceError(ExplorerError):
    """The device or the kind of numbers that was asked for is not there."""


class TraceFileError(ExplorerError):
    """The file is no saved trace, or not a whole one."""


class ExportError(ExplorerError):
    """The picture cannot be exported like this: format, size, place or room."""


class LessonError(ExplorerError):
    """The lesson, its room or a worksheet cannot be had: unknown, ended, or full."""


def no_vectors(label: str) -> str:
    """The sentence on a model that hands out its weights and nothing else."""
    return (
        f"{label} computes its attention scores in a way of its own, so its query, key and value "
        "vectors cannot be shown: its attention weights can."
    )
