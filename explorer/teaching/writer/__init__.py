"""The small encoder-decoder that writes dates and numbers in figures: data, recipe, measures."""
