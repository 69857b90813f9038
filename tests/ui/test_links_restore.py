"""Links bring back what was chosen on the pages: words, tokens, stages, texts."""

TEXT = "The cat sat on the mat."


def test_the_token_of_the_embedding_sum(visit):
    app = visit("embedding_sum", text=TEXT, emb_token="3 sat")
    assert app.selectbox(key="emb_token").value == 3
    assert "“sat”" in app.words()


def test_the_masked_word_of_difference(visit):
    app = visit("difference", text=TEXT, runs_kind="Masked and unmasked", runs_masked="1 cat")
    assert "“cat” masked" in app.words()


def test_paths_of_the_film_are_told_apart_where_a_word_comes_twice(visit):
    app = visit("layer_film", text=TEXT, film_paths=["cat"])
    assert app.pills(key="film_paths").value == [2]
    names = app.pills(key="film_paths").options
    assert len(set(names)) == len(names)


def test_the_stage_of_a_pipeline(visit):
    app = visit("inside_pipeline", text=TEXT, pipe_state_6="embeddings")
    assert app.select_slider(key="pipe_state_6").value == 0


def test_a_hidden_state_by_its_name_and_by_its_number(visit):
    for said in ("after layer 1", "2"):
        app = visit("similarity", text=TEXT, sim_state=said)
        assert app.select_slider(key="sim_state").value == 2
        assert "after layer 1" in app.titles()[0]
    assert app.select_slider(key="sim_state").options[0] == "embeddings"
    for said in ("99", "-1", "٣", "9" * 5000, "after layer 77"):
        visit("similarity", text=TEXT, sim_state=said).check_up()


def test_texts_of_batches_and_training(visit):
    app = visit("batches", batch_texts="one\ntwo words")
    assert app.text_area(key="batch_texts").value == "one\ntwo words"
    app = visit("body_and_head", own_sentences="a | one\nb | two")
    assert app.text_area(key="own_sentences").value == "a | one\nb | two"
