"""Who comes back at once gets the page: what was made for them follows them to the new connection.

Streamlit sends in rounds. A round begins with a list of sessions and their connections, and on a
busy server it lasts for seconds; what a session has made is taken when its turn comes. Somebody
whose line broke may have come back on another connection by then, and their new page would be
sent to the old one and be lost. So the entry of the list is turned to the new connection.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.session_manager import ActiveSessionInfo, SessionClient
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

_connect_session = WebsocketSessionManager.connect_session
_last: WeakValueDictionary[str, ActiveSessionInfo] = WeakValueDictionary()


def follow_who_comes_back() -> None:
    """From now on, in this process. Called once, before the server starts."""
    WebsocketSessionManager.connect_session = connect_session


def connect_session(
    self: WebsocketSessionManager, client: SessionClient, *args: Any, **options: Any
) -> str:
    """As Streamlit's; a list of connections that is still in use leads to the new one."""
    session_id = _connect_session(self, client, *args, **options)
    current = self.get_active_session_info(session_id)
    former = _last.get(session_id)
    if former is not None:
        former.client = client
    if current is not None:
        _last[session_id] = current
    return session_id
