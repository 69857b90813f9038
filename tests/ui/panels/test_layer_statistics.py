"""Layer statistics: the pooler's check."""


def test_the_pooler_is_checked_on_the_readers_text(visit):
    app = visit("layer_statistics", text="She sat on the bank.", pair="The bank opened.")
    assert "pooler_output are equal" in app.words()
