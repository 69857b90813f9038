"""``bert-explorer serve``: one engine for several apps, on Ray Serve."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from threading import Event

from explorer.cli.start import port
from explorer.errors import ExplorerError

DEFAULT_PORT = 8100


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser of ``serve``."""
    parser = commands.add_parser(
        "serve", help="start one engine for several apps (EXPLORER_ENGINE_URL), on Ray Serve"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port, default=DEFAULT_PORT, help="%(default)s")
    parser.add_argument("--replicas", type=int, default=1, help="at most so many processes")
    parser.add_argument("--cpus", type=float, default=1, help="processors of each")
    parser.add_argument("--gpus", type=float, default=0, help="GPUs of each, such as 0.5")
    parser.add_argument("--cluster", help="address of a Ray cluster that runs already, or “auto”")
    parser.set_defaults(run=serve)


def serve(chosen: argparse.Namespace) -> None:
    """Run the engine until it is told to stop. Raises ExplorerError without ray."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nobody is told that it runs
    try:
        import ray  # pyright: ignore[reportMissingImports]
        from ray import serve as ray_serve  # pyright: ignore[reportMissingImports]

        from explorer.serving.service import application
    except ImportError as error:
        raise ExplorerError(
            "The engine for several apps runs on Ray Serve, which is not installed: "
            'pip install "ray[serve]" redis'
        ) from error
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    _start_ray(ray, chosen)
    ray_serve.start(http_options={"host": chosen.host, "port": chosen.port})
    app = application(replicas=chosen.replicas, gpus=chosen.gpus, cpus=chosen.cpus)
    ray_serve.run(app, name="explorer")
    print(f"The engine answers at http://{chosen.host}:{chosen.port}", flush=True)
    ended.wait()
    ray_serve.shutdown()
    ray.shutdown()


def _start_ray(ray: object, chosen: argparse.Namespace) -> None:
    """A cluster of this machine alone, or the one that is there."""
    package = str(Path(__file__).resolve().parents[2])
    found = {"env_vars": {"PYTHONPATH": os.pathsep.join(
        filter(None, (package, os.environ.get("PYTHONPATH")))
    )}}  # fmt: skip
    if chosen.cluster:
        ray.init(address=chosen.cluster, log_to_driver=False)  # type: ignore[attr-defined]
        return
    ray.init(  # type: ignore[attr-defined]
        _node_ip_address="127.0.0.1",  # its own ports are for this machine alone
        include_dashboard=False,
        log_to_driver=False,
        runtime_env=found,
    )
