"""`pilar pay`: payment from the terminal; so far the simulation, which never touches the office's books."""

import json
import sys

import click


@click.group()
def pay() -> None:
    """Penyaluran bantuan: simulasi pembayaran dan pemeriksaan buku."""


@pay.command()
@click.option("--families", default=300, show_default=True, type=click.IntRange(1, 100_000), help="Jumlah keluarga.")
@click.option(
    "--workers", default=8, show_default=True, type=click.IntRange(1, 64), help="Jumlah proses yang bekerja bersama."
)
@click.option("--seconds", default=14.0, show_default=True, type=click.FloatRange(1, 600), help="Lama gangguan.")
@click.option("--seed", default=1, show_default=True, help="Benih acak.")
@click.option("--faults", is_flag=True, help="Proses mati, jawaban hilang, berulang, teracak, dan tanpa kabar.")
@click.option(
    "--variant",
    type=click.Choice(["a", "b", "c"]),
    help="Cara naif yang harus gagal: a tanpa kunci, b kirim dalam transaksi, c tanpa kabar = gagal.",
)
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON.")
def simulate(
    families: int, workers: int, seconds: float, seed: int, faults: bool, variant: str | None, as_json: bool
) -> None:
    """Simulasikan pembayaran dengan bank dan kantor pos tiruan, lalu periksa semua invarian. Gagal bila ada yang dilanggar."""
    from pilar.delivery.disbursement.simulation.run import Plan, simulate

    found = simulate(
        Plan(families=families, workers=workers, seconds=seconds, seed=seed, faults=faults, variant=variant or "")
    )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for key in (
            "engine",
            "variant",
            "families",
            "workers",
            "seed",
            "seconds",
            "crashed",
            "killed",
            "files_repeated",
            "instructions",
        ):
            click.echo(f"{key}: {found[key]}")
        for name, number in found["invariants"].items():
            click.echo(f"  {'ok ' if not number else 'LANGGAR'} {name}: {number}")
    sys.exit(1 if found["broken"] else 0)
