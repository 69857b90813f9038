"""The small BERT trained here for masked words, and the smaller one a reader watches learn."""
