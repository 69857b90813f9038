"""How the teaching heads are trained. Not needed to run them."""
