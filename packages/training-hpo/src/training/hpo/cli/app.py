"""`training hpo`."""

from __future__ import annotations

import typer

from training.core.console.help import examples
from training.hpo.cli import best, dashboard, export, report, resume
from training.hpo.cli.refit import command as refit
from training.hpo.cli.run import command as run
from training.hpo.cli.status import command as status

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Sweep hyper-parameters with cross-validation, and keep the winner.",
    epilog=examples(
        "training hpo run --trials 8 --folds 3  # a sweep of the embedded demo",
        "training hpo run sweep.yaml            # a sweep of yours",
        "training hpo resume latest             # resume after a crash",
        "training hpo best latest               # what won, and how sure that is",
    ),
)
app.command("run", epilog=run.EPILOG)(run.run)
app.command("status", epilog=status.EPILOG)(status.status)
app.command("resume", epilog=resume.EPILOG)(resume.resume)
app.command("best", epilog=best.EPILOG)(best.best)
app.command("refit", epilog=refit.EPILOG)(refit.refit)
app.command("report", epilog=report.EPILOG)(report.report)
app.command("export", epilog=export.EPILOG)(export.export)
app.command("dashboard", epilog=dashboard.EPILOG)(dashboard.dashboard)
