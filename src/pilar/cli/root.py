"""The root command and where its subcommands live."""

import importlib
import json
import sys
from typing import Any

import click
from pydantic import ValidationError

from pilar import __version__
from pilar.cli.words import speak_indonesian

speak_indonesian()

COMMANDS = {
    "areas": "pilar.foundation.wilayah.cli:areas",
    "audit": "pilar.cli.audit:audit",
    "backup": "pilar.cli.backup:backup",
    "db": "pilar.cli.database:db",
    "forms": "pilar.evidence.field.cli:forms",
    "import": "pilar.evidence.intake.cli:import_file",
    "intake": "pilar.evidence.intake.cli:intake",
    "keys": "pilar.cli.keys:keys",
    "link": "pilar.evidence.linkage.cli:link",
    "rank": "pilar.decision.targeting.cli:rank",
    "registry": "pilar.evidence.registry.cli:registry",
    "pay": "pilar.cli.pay:pay",
    "proposals": "pilar.decision.proposals.cli:proposals",
    "restore": "pilar.cli.backup:restore",
    "rules": "pilar.decision.targeting.cli:rules",
    "screening": "pilar.decision.screening.cli:screening",
    "serve": "pilar.cli.serve:serve",
    "users": "pilar.foundation.accounts.cli:users",
    "worker": "pilar.cli.serve:worker",
    "demo": "pilar.demo.cli:demo",
}
PURE = {"demo", "link", "rank", "rules", "restore"}
"""Commands that need no settings, or make them first."""


class LazyGroup(click.Group):
    """Imports a subcommand, and starts Django, only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        if cmd_name not in PURE:
            _start_django()
        module, _, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        from pilar.core.problems import Problem

        try:
            return super().invoke(ctx)
        except Problem as problem:
            report_problem(problem.as_dict(), as_json="--json" in sys.argv)
            ctx.exit(2)


def report_problem(problem: dict[str, str], *, as_json: bool) -> None:
    """A user error on the terminal: its sentence and advice, or JSON."""
    if as_json:
        click.echo(json.dumps({"problem": problem}, ensure_ascii=False))
    else:
        click.echo(f"{problem['code']}: {problem['sentence']}\n{problem['advice']}", err=True)


def _start_django() -> None:
    import django

    try:
        django.setup()
    except (ValidationError, ValueError) as error:
        raise click.ClickException(f"Pengaturan PILAR_* salah: {error}") from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pilar")
def root() -> None:
    """Pilar: data keluarga dari pintu rumah sampai bantuan diterima."""
