"""The embedding sum: the check on the page is computed for the reader's text."""


def test_the_check_is_computed_for_this_text(visit):
    app = visit("embedding_sum", text="The cat sat.")
    assert "LayerNorm(word + position + segment) - hidden_states[0]" in app.words()
    assert "learned parameters in BERT" in app.words()
    assert 0 < float(app.metric[0].value) < 1e-5  # float32: never exactly equal
    assert app.success
