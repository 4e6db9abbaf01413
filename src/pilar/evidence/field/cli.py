"""`pilar forms`: the forms that Pilar brings, put in place by the operator."""

import json

import click


@click.group(help="Formulir lapangan bawaan: pasang dan terbitkan.")
def forms() -> None:
    pass


@forms.command(help="Pasang formulir bawaan yang belum ada dan terbitkan untuk perannya di wilayah ini; boleh diulang.")
@click.option("--area", required=True, metavar="KODE", help="Kode wilayah kantor, misalnya 1872.")
@click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
def install(area: str, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.evidence.field.actions.forms import install_shipped
    from pilar.foundation.wilayah.rules import CODE_INVALID, is_code

    plain = area.replace(".", "")
    if not is_code(plain):
        raise CODE_INVALID(code=area)
    done = install_shipped(area=plain, by=Actor.system(), at=now())
    if as_json:
        click.echo(json.dumps({"area": plain, "installed": done}))
    else:
        click.echo(f"{len(done)} formulir dipasang untuk {plain}: {', '.join(done) or 'semuanya sudah ada'}.")
