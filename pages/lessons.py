"""Lessons: questions before pictures, five to ten minutes each."""

from explorer.ui.panels import lessons

lessons.draw()
