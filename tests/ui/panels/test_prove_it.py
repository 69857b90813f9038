"""Prove it: what holds, and what cannot be followed in a model."""

SOURCE = {"text": "The cat sat on the bank."}


def test_proofs_name_what_holds_and_what_does_not_apply(visit):
    assert "6 of 6 hold" in visit("prove_it", model="folder:tiny-bert", **SOURCE).words()
    left = visit("prove_it", model="folder:tiny-gpt2", **SOURCE).words()
    assert "4 of 4 hold" in left
    assert "cannot be followed here" in left
