"""The small decoder that guesses the next token: data, recipe, measures."""
