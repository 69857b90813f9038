"""Long work that goes on while its reader uses the page: started, looked at, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.ui import job_line, jobs, limits
from explorer.ui.job_line import Stopped
from explorer.ui.jobs import Job, Progress


class Background:
    """A long job of one reader, in the line of all long jobs. Ends at a report once it is stopped,
    or once the reader has closed the page."""

    def __init__(self, work: Callable[[Progress], object]) -> None:
        """Take a place in the line. Raises Refused for a reader who has too many jobs."""
        gone = _gone()

        def watched(progress: Progress) -> object:
            def report(done: int, total: int) -> None:
                if gone():
                    raise Stopped
                progress(done, total)

            return work(report)

        self._job: Job[object] = jobs.Job(watched, long=True)
        place = ExitStack()
        place.enter_context(job_line.one_more(limits.visitor()))
        pool = ThreadPoolExecutor(1)
        self._result = pool.submit(self._job.run)
        self._result.add_done_callback(lambda _: place.close())
        pool.shutdown(wait=False)

    @property
    def running(self) -> bool:
        """Whether it works or waits for its turn."""
        return not self._result.done()

    def stop(self) -> None:
        """Let it end at its next report; nobody waits for that."""
        self._job.left.set()

    def stopped(self) -> bool:
        """Whether it was stopped before its end. Raises what the work raised."""
        if self.running:
            return False
        error = self._result.exception()
        if error is not None and not isinstance(error, Stopped):
            raise error
        return error is not None

    def wait(self) -> None:
        """Until it has ended, in whatever way."""
        self._result.exception()

    def says(self, unit: str) -> str:
        """How far it is, or how many come first."""
        return self._job.says(unit)


def _gone() -> Callable[[], bool]:
    """Whether the session that asks now has ended, to be asked later in any thread."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: False
    here, session = runtime.get_instance(), context.session_id
    return lambda: not here.is_active_session(session)
