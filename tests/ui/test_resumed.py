"""Who comes back while a round of sending is under way gets what is sent later in that round."""

from unittest.mock import MagicMock

import pytest
from streamlit.runtime import websocket_session_manager as streamlit_sessions
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from explorer.ui import resumed


@pytest.fixture
def sessions(monkeypatch):
    def session(**_):
        return MagicMock(id=f"session {next(numbers)}")

    numbers = iter(range(10))
    manager = streamlit_sessions.WebsocketSessionManager
    monkeypatch.setattr(streamlit_sessions, "AppSession", session)
    monkeypatch.setattr(manager, "connect_session", manager.connect_session)  # put back at the end
    resumed.follow_who_comes_back()
    return manager(MemorySessionStorage(), MagicMock(), MagicMock(), None)


def connect(sessions, again=None):
    client = MagicMock()
    return client, sessions.connect_session(client, MagicMock(), {}, existing_session_id=again)


@pytest.mark.parametrize("closed", [True, False], ids=["closed before", "still open"])
def test_a_round_under_way_leads_to_the_new_connection(sessions, closed):
    _, name = connect(sessions)
    (in_round,) = sessions.list_active_sessions()
    if closed:
        sessions.disconnect_session(name)
    client, again = connect(sessions, name)
    assert again == name
    assert in_round.client is client
    assert sessions.get_active_session_info(name).client is client


def test_others_keep_their_connection(sessions):
    one, first = connect(sessions)
    other, second = connect(sessions)
    round_of_sending = sessions.list_active_sessions()
    connect(sessions, first)
    assert first != second and round_of_sending[0].client is not one
    assert round_of_sending[1].client is other
