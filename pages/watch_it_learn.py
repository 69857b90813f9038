"""Watch it learn: a tiny BERT trained here on a text of your own, its guesses and attention."""

from explorer.ui import show
from explorer.ui.panels import watch_it_learn, watch_it_learn_guess

asked, head = watch_it_learn.choose()
run = watch_it_learn.started(asked)
watch_it_learn.buttons(run)
watch_it_learn.film(run, head)
watch_it_learn_guess.compare(run)
show.formula("What is computed", watch_it_learn.FORMULA)
