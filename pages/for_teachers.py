"""For teachers: a 50-minute plan, worksheets, and how to run a class without internet."""

from explorer.ui.panels import for_teachers

for_teachers.draw()
