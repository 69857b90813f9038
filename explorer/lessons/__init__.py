"""Lessons: questions that are asked before a picture is shown, and answers from the model.

>>> from explorer import lessons
>>> lesson = lessons.find("it-tired-or-wide")
>>> lesson.title, len(lesson.steps) >= 4
('“it”: tired or wide?', True)
"""

from __future__ import annotations

from explorer.lessons.answering import Answer, Loaded, Model, answer, explained, is_right, judge
from explorer.lessons.card import Lesson, Question, Step, View, find, lessons

__all__ = [
    "Answer",
    "Lesson",
    "Loaded",
    "Model",
    "Question",
    "Step",
    "View",
    "answer",
    "explained",
    "find",
    "is_right",
    "judge",
    "lessons",
]
