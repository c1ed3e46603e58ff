"""`training launch`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from training.cli.terminal.messages import print_warning
from training.core.console.help import examples

Processes = Annotated[
    str,
    typer.Option(
        "--nproc",
        metavar="N|auto",
        help="Processes on this machine; `auto` is one for each GPU, or one without any.",
    ),
]
Nodes = Annotated[int, typer.Option("--nnodes", metavar="N", min=1, help="Machines in all.")]
NodeRank = Annotated[
    int | None,
    typer.Option(
        "--node-rank",
        metavar="R",
        min=0,
        help="Number of this machine; 0 hosts the rendezvous. By default the machine that "
        "--rdzv-endpoint names.",
        show_default=False,
    ),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--rdzv-endpoint",
        metavar="HOST:PORT",
        help="Where the machines meet; a single one meets on a free port of its own.",
        show_default=False,
    ),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--rdzv-id",
        metavar="NAME",
        help="Name that the machines of one run share; its run directory is called by it.",
        show_default=False,
    ),
]
Timeout = Annotated[
    int | None,
    typer.Option(
        "--rdzv-timeout",
        metavar="SECONDS",
        min=1,
        help="How long a machine waits for the others to start.",
        show_default="600",
    ),
]
Restarts = Annotated[
    int | None,
    typer.Option(
        "--max-restarts",
        metavar="N",
        min=0,
        help="How often all processes start again after one has died.",
        show_default="3",
    ),
]
Strategy = Annotated[
    Literal["ddp", "fsdp"] | None,
    typer.Option(
        "--strategy",
        help="`ddp` keeps all weights in every process, `fsdp` divides them.",
        show_default="ddp",
    ),
]
Command = Annotated[
    list[str],
    typer.Argument(
        metavar="COMMAND...",
        help="A command of `training` that starts a run, with its own options.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    context_settings={"allow_interspersed_args": False, "ignore_unknown_options": True},
    epilog=examples(
        "training launch --nproc 2 train                       # two processes, here",
        "training launch train experiment.yaml                 # one for each GPU",
        "training launch --nproc 2 --strategy fsdp train --resume latest",
        "training launch --nnodes 2 --rdzv-endpoint node0:29400 --rdzv-id first train",
    ),
)
def launch(
    command: Command,
    nproc: Processes = "auto",
    nnodes: Nodes = 1,
    node_rank: NodeRank = None,
    rdzv_endpoint: Endpoint = None,
    rdzv_id: Name = None,
    rdzv_timeout: Timeout = None,
    max_restarts: Restarts = None,
    strategy: Strategy = None,
) -> None:
    """Run a command in several processes, on this machine or on several.

    When a process dies, all start again and the run resumes from its last checkpoint. It ends with
    the same weights as if nothing had happened.

    The options stand for keys of the section `distributed` and win over the configuration. With
    several machines, run the same command on each of them; they need a common folder for runs.
    """
    from training.cli.app import main
    from training.execution.launchers.launch import distributed_as
    from training.execution.process_group.quiet_torch import import_torch_quietly

    import_torch_quietly()
    given = {
        "nodes": nnodes,
        "node_rank": node_rank,
        "rendezvous": rdzv_endpoint,
        "rendezvous_id": rdzv_id,
        "rendezvous_timeout_seconds": rdzv_timeout,
        "max_restarts": max_restarts,
        "strategy": strategy,
    }
    values = {key: value for key, value in given.items() if value is not None}
    values |= {"enabled": True, "launcher": "torchrun", "world_size": _world_size(nproc, nnodes)}
    with distributed_as(values) as distribution:
        code = main(command)
    if code == 0 and not distribution.is_used:
        print_warning(
            f"`training {command[0]}` has started no run that could be launched in several "
            "processes. Commands that do are `train`, `final run` and `jobs submit`."
        )
    raise typer.Exit(code)


def _world_size(nproc: str, nodes: int) -> int | str:
    if nproc == "auto":
        return "auto"
    if not nproc.isdigit() or int(nproc) < 1:
        raise typer.BadParameter(
            f"{nproc!r} is neither `auto` nor a whole number from 1.", param_hint="--nproc"
        )
    return int(nproc) * nodes
