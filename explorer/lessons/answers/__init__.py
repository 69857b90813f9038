"""Answers, computed from the model at the moment they are asked for: one subject a file.

Each function takes the model, the step's view and what the card gives it, and returns an Answer.
"""
