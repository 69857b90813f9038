"""Check your understanding: 24 questions on 12 misconceptions, before and after the lessons."""

from explorer.ui.panels import understanding

understanding.draw()
