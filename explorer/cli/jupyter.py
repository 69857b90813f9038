"""What jupyter-server-proxy asks for: how a notebook server starts the app, and under which icon.

Installed beside jupyter-server-proxy, the app stands in JupyterLab's launcher and below each
reader's own server, on JupyterHub too. Nothing has to be configured.
"""

from __future__ import annotations

from explorer.cli.start import PACKAGE, command_line

NAME = "bert-explorer"
"""The entry point's name in pyproject.toml; jupyter-server-proxy makes the address of it."""
ICON = PACKAGE / "data" / "icon.svg"
START_SECONDS = 60


def server() -> dict[str, object]:
    """The app as a server process of jupyter-server-proxy, which fills in {port} and {base_url}."""
    command = command_line(browser=False)
    command += ["--server.baseUrlPath", "{base_url}" + NAME, "--server.port", "{port}"]
    return {
        "command": command,
        "timeout": START_SECONDS,
        "absolute_url": True,  # Streamlit knows where it stands, and wants the whole path
        "launcher_entry": {"title": "BERT Explorer", "icon_path": str(ICON)},
    }
