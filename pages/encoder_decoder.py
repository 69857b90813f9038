"""Encoder and decoder: the three attentions of T5, BART or Marian."""

from explorer.ui import attention_component, show
from explorer.ui.panels import encoder_decoder

model, source, target = encoder_decoder.choose()
trace = encoder_decoder.trace(model, source, target)
if trace is not None:
    show.sentences(*encoder_decoder.sentences(trace))
    attention_component.show(trace, key="pairs", shared=False)
show.formula("What is drawn", encoder_decoder.FORMULA)
