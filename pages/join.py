"""Join a class: predict on your phone what the model will say."""

from explorer.ui.panels import join

join.draw()
