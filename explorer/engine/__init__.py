"""From a model's name and a text to a Trace. Home of torch and transformers."""

from explorer.engine.checkpoint import Download, cached, plan
from explorer.engine.run import Engine, load, load_model, load_tokenizer, share_processor

__all__ = [
    "Download",
    "Engine",
    "cached",
    "load",
    "load_model",
    "load_tokenizer",
    "plan",
    "share_processor",
]
