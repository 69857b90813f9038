"""What a model is asked to do: fill a blank, judge a pair, classify, tag, answer.

Plain numpy over logits, one file a task. A head is a part that can be plugged in: see
``predictor``. Importing this package loads neither torch nor transformers.
"""

from explorer.tasks.predictor import (
    TASKS,
    HeadStep,
    MaskPredictor,
    Prediction,
    Predictor,
    Task,
    load_predictor,
)

__all__ = [
    "TASKS",
    "HeadStep",
    "MaskPredictor",
    "Prediction",
    "Predictor",
    "Task",
    "load_predictor",
]
