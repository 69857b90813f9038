"""Anatomy: what a model is made of, module by module, down to its files."""

from explorer.ui import show
from explorer.ui.panels import anatomy

opened = anatomy.choose()
show.sentences(*anatomy.sentences(opened))
anatomy.tree(opened)
anatomy.family(opened)
anatomy.module(opened)
anatomy.files(opened)
anatomy.settings(opened)
show.formula("What is computed", anatomy.FORMULA)
