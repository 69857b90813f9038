"""A browser to which the app's messages come late, as over a bad network: held, then let go."""

from __future__ import annotations

import re


class SlowLine:
    """slow = SlowLine(tab), before the first goto; slow.hold(), act, slow.let_go()."""

    def __init__(self, tab) -> None:
        self._held: list[bytes | str] = []
        self._is_holding = False
        tab.route_web_socket(re.compile("_stcore/stream"), self._join)

    def hold(self) -> None:
        """Nothing from the server arrives from now on; what the browser asks still does."""
        self._is_holding = True

    def let_go(self) -> None:
        """All that was held arrives, in its order, and what follows at once."""
        self._is_holding = False
        for message in self._held:
            self._socket.send(message)
        self._held.clear()

    def count(self) -> int:
        """How many messages wait."""
        return len(self._held)

    def _join(self, socket) -> None:
        self._socket = socket
        socket.connect_to_server().on_message(self._take)

    def _take(self, message: bytes | str) -> None:
        if self._is_holding:
            self._held.append(message)
        else:
            self._socket.send(message)
