"""What the attention view and the chips show, as pictures."""

import numpy as np
from support.traces import PAIR, make_trace

from explorer import figures, tables
from explorer.text import percent


def drawn(figure):
    """Query, key and strength of every line."""
    return {
        (int(trace.y[i]), int(trace.y[i + 1]), trace.opacity)
        for trace in figure.data
        if trace.mode == "lines" and trace.x[0] is not None
        for i in range(0, len(trace.y), 3)
    }


def test_lines_lead_from_each_token_to_those_it_attends_to():
    trace = make_trace()
    assert drawn(figures.attention_lines(trace, 0, 1)) == {(i, i, 0.95) for i in range(len(PAIR))}
    assert drawn(figures.attention_lines(trace, 0, 2)) == {(i, 0, 0.95) for i in range(len(PAIR))}


def test_weak_links_are_left_out_and_stronger_ones_are_stronger():
    weights = np.full((1, 1, 6, 6), 0.04, np.float32)
    weights[..., 0], weights[..., 1] = 0.54, 0.30
    shown = drawn(figures.attention_lines(make_trace(weights=weights), 0, 0))
    assert {key for _, key, _ in shown} == {0, 1}
    strengths = {key: strength for _, key, strength in shown}
    assert strengths[0] > strengths[1]


def test_all_heads_have_their_colours_and_a_legend():
    figure = figures.attention_lines(make_trace(), 0, first_index=1)
    named = [trace for trace in figure.data if trace.name]
    assert [trace.name for trace in named] == ["head 1", "head 2", "head 3"]
    assert len({trace.line.color for trace in named}) == 3
    assert figure.layout.showlegend


def test_the_table_of_the_lines_has_every_link():
    table = tables.attention_lines(make_trace(), 0, first_index=1)
    assert len(table) == 3 * len(PAIR) ** 2
    own = table[(table["head"] == 2) & (table["query"] == "2 cat")]
    assert own.set_index("key")["weight"]["2 cat"] == 1.0


def test_rows_of_the_neuron_view_add_up_to_the_score():
    table = tables.neuron(make_trace(), 0, 2, 3)
    parts = table.iloc[:, :-2].to_numpy()
    assert np.allclose(parts.sum(axis=1), table.iloc[:, -2], atol=1e-5)
    assert table.iloc[0, -1] == 1.0  # head 2 looks at [CLS] only


def test_pieces_of_a_word_touch_and_words_do_not():
    figure = figures.token_chips(make_trace())
    boxes = figure.layout.shapes
    the, cat, piece, sat = boxes[1:5]
    assert cat.x1 == piece.x0
    assert the.x1 < cat.x0 and piece.x1 < sat.x0
    assert boxes[0].fillcolor == "rgba(0,0,0,0)" and boxes[0].line.dash == "dot"
    assert boxes[1].fillcolor != boxes[6].fillcolor  # first and second text


def test_chips_stay_on_the_sheet():
    for narrow, width in ((False, 700), (True, 340)):
        figure = figures.token_chips(make_trace(["[CLS]", *["token"] * 40, "[SEP]"]), narrow=narrow)
        assert all(0 <= box.x0 < box.x1 <= width for box in figure.layout.shapes)
        assert figure.layout.xaxis.range[1] == width


def test_the_lines_of_one_token_and_of_some_heads():
    trace = make_trace()
    figure = figures.attention_lines(trace, 0, 1, query=2)
    assert {query for query, _, _ in drawn(figure)} <= {2}
    weights = trace.head_attention(0, 1)[2]
    told = [text for one in figure.data if one.mode == "text" for text in one.text]
    best = int(weights.argmax())
    assert f"{trace.labels[best]} {percent(float(weights[best]))}" in told
    table = tables.attention_lines(trace, 0, 1, query=2)
    np.testing.assert_allclose(table["weight"], weights)
    some = figures.attention_lines(trace, 0, [0, 1])
    assert "heads 0, 1" in some.layout.title.text or trace.num_heads == 2
    assert set(tables.attention_lines(trace, 0, [0, 1])["head"]) == {0, 1}
