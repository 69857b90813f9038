"""A lesson beside the pages: where the reader is in it, the guide, the question, the projector."""
