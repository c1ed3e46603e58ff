"""`training hpo status`."""

from __future__ import annotations

from pathlib import Path

from training.core.console.help import examples
from training.hpo.cli.options import Json, Runs, Storage, SweepFolder

EPILOG = examples(
    "training hpo status                 # the newest sweep in runs",
    "training hpo status runs/demo-… --json | jq .counts",
)


def status(
    sweep: SweepFolder = "latest",
    storage: Storage = None,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """See how far a sweep is, from any process; nothing is changed.

    A trial whose process is gone is shown as interrupted: `training hpo resume` resumes it.
    """
    from training.core.console.consoles import output
    from training.hpo.cli.status.view import print_status
    from training.hpo.selection.stored_sweep import find_sweep
    from training.hpo.sweep.status import read_status

    found = read_status(find_sweep(sweep, runs), storage)
    if json:
        from training.core.console.lines import print_json

        print_json(found.as_values(), indent=2)
        return
    print_status(output(), found)
