"""Make or renew a Space of the Hugging Face hub: python deploy/space/push.py OWNER/NAME.

The Space gets what the Dockerfile copies, with README.md of this folder in front. Log in before
that, with `hf auth login`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from huggingface_hub import HfApi

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = (
    *("Dockerfile", ".dockerignore", "requirements.txt", "pyproject.toml", "setup.py", "LICENSE"),
    *("app.py", ".streamlit/config.toml", "pages/*.py", "explorer/**"),
)
VARIABLES = {
    "EXPLORER_FRAMED_BY": "https://huggingface.co",  # the hub shows a Space in a frame
    "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE": "none",  # or uploads fail in that frame
    "HF_HUB_OFFLINE": "1",  # the bundled model alone
    "EXPLORER_ALLOWED_MODELS": "all-MiniLM-L6-v2",
    "EXPLORER_SESSIONS": "50",
    "EXPLORER_TEXT_CHARACTERS": "5000",
    "EXPLORER_UPLOAD_MB": "5",
    "EXPLORER_JOBS": "1",
    "EXPLORER_JOB_MINUTES": "3",
}
"""What a free machine of the hub, two cores and 16 GB, serves without stalling."""


def push(name: str, api: HfApi) -> None:
    """Make the Space where it is not there, set its variables, and upload the files."""
    api.create_repo(name, repo_type="space", space_sdk="docker", exist_ok=True)
    for key, value in VARIABLES.items():
        api.add_space_variable(name, key, value)
    where = {"repo_id": name, "repo_type": "space", "commit_message": "BERT Explorer"}
    api.upload_file(path_or_fileobj=HERE / "README.md", path_in_repo="README.md", **where)
    unwanted = ["**/__pycache__/**"]
    api.upload_folder(
        folder_path=ROOT, allow_patterns=list(FILES), ignore_patterns=unwanted, **where
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or "/" not in sys.argv[1]:
        raise SystemExit("Name the Space: python deploy/space/push.py OWNER/NAME")
    push(sys.argv[1], HfApi())
