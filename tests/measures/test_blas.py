"""BLAS on one thread inside the block, and as before behind it."""

from threadpoolctl import threadpool_info, threadpool_limits

from explorer.measures.blas import one_thread_each


def threads():
    import numpy  # noqa: F401  its BLAS is what is counted

    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_the_limit_holds_until_the_last_block_ends():
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        first, second = one_thread_each(), one_thread_each()
        first.__enter__()
        second.__enter__()
        assert threads() == {1}
        first.__exit__(None, None, None)
        assert threads() == {1}
        second.__exit__(None, None, None)
        assert threads() == before
