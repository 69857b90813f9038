"""What ships as data, each beside its reader: sample sentences, presets, a small treebank."""
