"""Speaker's notes: what to say at each step, and the answers to expect."""

from explorer.ui.panels import speaker_notes

speaker_notes.draw()
