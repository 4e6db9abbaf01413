"""`pilar link`: match any file with itself or with another, without labels."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pilar.evidence.linkage.cli_register import list_command, run_command, train_command

FIELDS = """Bidang: id, national_id, family_id, name, given_name, surname, sex, birth_place, birth_date, mother_name,
address, rt, rw, area, postcode, phone; kolom lain sebagai text:NAMA (boleh salah ketik) atau exact:NAMA."""


@click.group()
def link() -> None:
    """Padankan data: temukan orang yang sama dalam register, dalam satu daftar, atau di antara dua daftar."""


for command in (run_command, train_command, list_command):
    link.add_command(command)


@link.command("file", epilog=FIELDS)
@click.argument("first", type=click.Path(path_type=Path), metavar="A")
@click.argument("second", type=click.Path(path_type=Path), metavar="[B]", required=False)
@click.option("--map", "mapping", required=True, help='Pemetaan, misalnya "id=rec_id,national_id=nik,name=nama".')
@click.option("--out", type=click.Path(path_type=Path), help="Pasangan: left,right,probability,weight,decision.")
@click.option("--clusters", type=click.Path(path_type=Path), help="Gugus: id,cluster.")
@click.option("--json", "as_json", is_flag=True, help="Cetak laporan sebagai JSON.")
@click.option("--threshold", default=0.5, show_default=True, type=click.FloatRange(0, 1, min_open=True, max_open=True),
              help="Peluang di atasnya pasangan dianggap sama.")  # fmt: skip
@click.option("--model", "model_path", type=click.Path(path_type=Path), help="Pakai model ini; tanpa itu dilatih.")
@click.option("--save-model", type=click.Path(path_type=Path), help="Simpan model yang dilatih (JSON).")
@click.option("--work", type=click.Path(path_type=Path, file_okay=False),
              help="Folder kerja di cakram untuk daftar yang lebih besar dari memori.")  # fmt: skip
@click.option("--memory", default="", help="Batas memori DuckDB, misalnya 2GB.")
@click.option("--max-doubles", type=click.FloatRange(0, 1), help="Rem: berhenti bila bagian baris ganda melebihi ini.")
def file_command(
    first: Path,
    second: Path | None,
    mapping: str,
    out: Path | None,
    clusters: Path | None,
    as_json: bool,
    threshold: float,
    model_path: Path | None,
    save_model: Path | None,
    work: Path | None,
    memory: str,
    max_doubles: float | None,
) -> None:
    """Temukan orang yang sama dalam A, atau antara A dan B (CSV atau Parquet)."""
    from math import log2

    from pilar.evidence.linkage.engine import Limits, LinkageError, Model, link_tables, parse_map
    from pilar.evidence.linkage.engine.report import sentence, summary, write_clusters, write_pairs

    try:
        weight = log2(threshold / (1 - threshold))
        limits = Limits(
            match_weight=weight, review_weight=min(-5.0, weight - 5), memory=memory, most_doubles=max_doubles
        )
        schema = parse_map(mapping)
        model = Model.from_json(model_path.read_text()) if model_path else None
        if work:
            work.mkdir(parents=True, exist_ok=True)
        links = link_tables(schema, [first, *([second] if second else [])], model=model, limits=limits, work=work)
        figures = summary(links)
        if out:
            write_pairs(links, out)
        if clusters:
            write_clusters(links, clusters)
        if save_model:
            save_model.write_text(links.model.to_json())
    except (LinkageError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(figures, ensure_ascii=False, indent=2) if as_json else sentence(figures))


if __name__ == "__main__":
    link()
