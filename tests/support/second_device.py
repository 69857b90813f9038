"""A second device made of the CPU's memory: whatever mixes the two fails, as on a GPU.

Inside ``second_device()`` the device "cuda" is there. Its tensors know only operations among
themselves; numpy sees them after ``.cpu()`` alone.
"""

from contextlib import contextmanager
from unittest import mock

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

DEVICE = torch.device("meta")  # a name that torch takes without a driver


class OnDevice(torch.Tensor):
    """A tensor of the second device; ``inner`` holds its numbers."""

    @staticmethod
    def __new__(cls, inner):
        made = torch.Tensor._make_wrapper_subclass(
            cls,
            inner.shape,
            inner.stride(),
            inner.storage_offset(),
            dtype=inner.dtype,
            device=DEVICE,
        )
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return run(func, args, kwargs or {})


def run(func, args, kwargs):
    """One operation, on the device that its tensors lie on or that it names."""
    tensors = [one for one in tree_flatten((args, kwargs))[0] if isinstance(one, torch.Tensor)]
    there = [one for one in tensors if isinstance(one, OnDevice)]
    moves = func in (torch.ops.aten._to_copy.default, torch.ops.aten.copy_.default)
    strangers = [one for one in tensors if not isinstance(one, OnDevice) and one.ndim]
    if there and strangers and not moves:
        raise RuntimeError(f"{func}: tensors lie on two devices")
    named = kwargs.get("device")
    wanted = torch.device(named) if named is not None else None
    if wanted is not None and wanted.type == DEVICE.type:
        kwargs = kwargs | {"device": torch.device("cpu")}
    found = func(*tree_map(_inner, args), **tree_map(_inner, kwargs))
    on_device = wanted.type == DEVICE.type if wanted is not None else bool(there)
    if func is torch.ops.aten.copy_.default:
        return args[0]
    if not on_device:
        return found
    return tree_map(lambda one: OnDevice(one) if isinstance(one, torch.Tensor) else one, found)


def _inner(value):
    return value.inner if isinstance(value, OnDevice) else value


class _Mode(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return run(func, args, kwargs or {})


def moved(model, *_):
    """The model with its weights on the second device; instead of ``model.to``."""
    for module in model.modules():
        for name, weight in list(module._parameters.items()):
            if weight is not None:
                module._parameters[name] = torch.nn.Parameter(OnDevice(weight.data), False)
        for name, buffer in list(module._buffers.items()):
            if buffer is not None:
                module._buffers[name] = OnDevice(buffer)
    return model


@contextmanager
def second_device():
    """The device "cuda" is there inside the block."""
    with (
        mock.patch("explorer.engine.devices._device", lambda _wanted: DEVICE),
        mock.patch("explorer.engine.devices.free_bytes", lambda _device: None),
        mock.patch("torch.nn.Module.to", moved),
        mock.patch("torch.inference_mode", torch.no_grad),  # wrappers know nothing of it
        _Mode(),
    ):
        only = torch._C._only_lift_cpu_tensors()
        torch._C._set_only_lift_cpu_tensors(True)
        try:
            yield
        finally:
            torch._C._set_only_lift_cpu_tensors(only)
