"""The hub on this machine answers as the public one does, as far as downloads can tell."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SMALL = {"config.json": b'{"model_type": "bert"}', "vocab.txt": b"a\nb\n"}


@pytest.fixture
def repo(mock_hub, tmp_path):
    folder = tmp_path / "repo"
    (folder / "onnx").mkdir(parents=True)
    for name, content in SMALL.items():
        (folder / name).write_bytes(content)
    (folder / "model.safetensors").write_bytes(b"\x01" * 300_000)
    (folder / "onnx" / "model.onnx").write_bytes(b"\x02" * 10)
    mock_hub.add("acme/tiny", folder)
    return folder


def snapshot(repo_id, **options):
    from huggingface_hub import snapshot_download

    return snapshot_download(repo_id, **options)


def test_dry_run_names_sizes(repo):
    files = snapshot("acme/tiny", dry_run=True, allow_patterns=["*.safetensors", "*.json"])
    sizes = {file.filename: (file.file_size, file.will_download) for file in files}
    assert sizes == {"config.json": (22, True), "model.safetensors": (300_000, True)}


def test_download_then_cached(repo, mock_hub):
    folder = Path(snapshot("acme/tiny"))
    for path in filter(Path.is_file, repo.rglob("*")):
        assert (folder / path.relative_to(repo)).read_bytes() == path.read_bytes()
    assert not any(file.will_download for file in snapshot("acme/tiny", dry_run=True))
    mock_hub.down = True
    assert snapshot("acme/tiny", local_files_only=True) == str(folder)


def test_model_info_and_revisions(repo, mock_hub):
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RevisionNotFoundError

    info = HfApi().model_info("acme/tiny", files_metadata=True)
    assert info.sha == mock_hub.repos["acme/tiny"].sha
    assert {sibling.rfilename for sibling in info.siblings} >= set(SMALL)
    assert HfApi().model_info("acme/tiny", revision=info.sha).sha == info.sha
    with pytest.raises(RevisionNotFoundError):
        HfApi().model_info("acme/tiny", revision="elsewhere")


def test_refusals(repo, mock_hub):
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import (
        EntryNotFoundError,
        GatedRepoError,
        HfHubHTTPError,
        RepositoryNotFoundError,
    )

    mock_hub.add("acme/secret", repo, access="private")
    mock_hub.add("acme/asked", repo, access="gated")
    with pytest.raises(RepositoryNotFoundError) as absent:
        HfApi().model_info("acme/absent")
    assert absent.value.response.status_code == 404
    with pytest.raises(RepositoryNotFoundError) as private:
        HfApi().model_info("acme/secret")
    assert private.value.response.status_code == 401
    with pytest.raises(GatedRepoError):
        snapshot("acme/asked")
    with pytest.raises(EntryNotFoundError):
        hf_hub_download("acme/tiny", "absent.json")
    mock_hub.down = True
    with pytest.raises(HfHubHTTPError):
        HfApi().model_info("acme/tiny")


def test_slow_downloads_take_their_time(repo, mock_hub):
    from huggingface_hub import hf_hub_download

    mock_hub.delay = 0.02
    start = time.monotonic()
    hf_hub_download("acme/tiny", "model.safetensors")
    assert time.monotonic() - start >= 5 * 0.02  # five pieces of 64 KiB


def test_another_process_uses_it_by_environment(repo, mock_hub, tmp_path):
    script = (
        "import json; from huggingface_hub import snapshot_download as s;"
        "print(json.dumps(sorted(f.filename for f in s('acme/tiny', dry_run=True))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | mock_hub.env(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [
        "config.json",
        "model.safetensors",
        "onnx/model.onnx",
        "vocab.txt",
    ]
    assert ("GET", "/api/models/acme/tiny/revision/main") in mock_hub.requests


def test_transformers_loads_from_it(mock_hub, checkpoint):
    import transformers

    mock_hub.add("acme/bert", checkpoint("bert"))
    model = transformers.AutoModel.from_pretrained("acme/bert")
    tokenizer = transformers.AutoTokenizer.from_pretrained("acme/bert")
    assert model.config.num_hidden_layers == 3
    assert tokenizer("the cat").input_ids
