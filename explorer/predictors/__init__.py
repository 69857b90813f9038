"""A task and a model as a Predictor. Importing this loads neither torch nor transformers."""

from explorer.predictors.loading import load_predictor, shipped

__all__ = ["load_predictor", "shipped"]
