"""Command groups `rules` and `rank` of the `pilar` program. Without a database, except `rules run` and `rules recompute`."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .rules_engine.rulebook import RuleBook

SHIPPED = Path(__file__).parent / "ketentuan"
_CHOOSE = click.option(
    "--choose",
    multiple=True,
    metavar="KUNCI=PILIHAN",
    help="Pilihan kantor di antara alternatif, misalnya pena_modal=2024. Boleh berulang.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
_READ = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRITTEN = click.Path(dir_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """Ketentuan program: periksa berkas, tentukan siapa memenuhi, tidak memenuhi, atau belum diketahui."""


def _book(path: str, choose: tuple[str, ...]) -> RuleBook:
    """A checked rule book from a file, a folder, or the name of a shipped file ("bawaan" for all of them)."""
    from .rules_engine.checking import check
    from .rules_engine.loading import load
    from .rules_engine.problems import RulesRefused
    from .rules_engine.registry_fields import registry_catalogue

    given = Path(path)
    if not given.exists():
        shipped = SHIPPED if path == "bawaan" else SHIPPED / f"{path}.toml"
        if not shipped.exists() or not path.replace("_", "").isalnum():
            names = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
            raise click.ClickException(f"Berkas {path} tidak ada. Ketentuan bawaan: bawaan, {names}.")
        given = shipped
    try:
        choices = dict(part.split("=", 1) for part in choose)
    except ValueError:
        raise click.ClickException("--choose ditulis KUNCI=PILIHAN.") from None
    try:
        book = load(given, registry_catalogue()).choosing(choices)
        check(book)
    except RulesRefused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        count = len(refused.problems)
        raise click.ClickException(f"Ketentuan ditolak: {count} masalah. Tidak ada keluarga yang dinilai.") from None
    return book


@rules.command("check")
@click.argument("rules_path", metavar="RULES")
@_CHOOSE
@_JSON
def rules_check(rules_path: str, choose: tuple[str, ...], as_json: bool) -> None:
    """Periksa berkas ketentuan; masalah ditulis sebagai berkas:baris: alasan, dan keluar dengan kode 1."""
    from .rules_engine.checking import days_of_change

    book = _book(rules_path, choose)
    if as_json:
        programmes = [one.key for one in book.chosen(book.programmes)]
        days = len(days_of_change(book))
        click.echo(json.dumps({"version": book.version(), "programmes": programmes, "days_of_change": days}))
        return
    click.echo(f"Ketentuan sah. Versi {book.version()}.")
    for programme in book.chosen(book.programmes):
        until = "" if programme.end == date.max else f" sampai sebelum {programme.end.isoformat()}"
        click.echo(f"  {programme.key}: berlaku sejak {programme.start.isoformat()}{until}")
    for key, names in book.alternatives().items():
        click.echo(f"  pilihan {key}: {', '.join(names)} (dipakai: {book.choices[key]})")
    click.echo(f"  diperiksa pada {len(days_of_change(book))} tanggal perubahan")


@rules.command("evaluate")
@click.argument("rules_path", metavar="RULES")
@click.option("--families", required=True, type=_READ, help="Tabel keluarga (CSV).")
@click.option("--members", type=_READ, help="Tabel anggota (CSV), bila ketentuan menanyakannya.")
@click.option("--date", "day", required=True, type=click.DateTime(formats=["%Y-%m-%d"]), help="Hari yang dinilai.")
@click.option("--out", required=True, type=_WRITTEN, help="Berkas hasil (CSV).")
@_CHOOSE
@_JSON
def rules_evaluate(
    rules_path: str,
    families: Path,
    members: Path | None,
    day: datetime,
    out: Path,
    choose: tuple[str, ...],
    as_json: bool,
) -> None:
    """Nilai semua keluarga: satu baris per keluarga dan program (family,programme,outcome,not_met,unknown,amount)."""
    from .rules_engine.csv_evaluation import UnreadableTable, evaluate_csv
    from .rules_engine.resolution import resolve

    resolved = resolve(_book(rules_path, choose), day.date())
    if not resolved.programmes:
        raise click.ClickException(f"Tidak ada program yang berlaku pada {day.date().isoformat()}.")
    try:
        result = evaluate_csv(resolved, families, members, out)
    except UnreadableTable as error:
        raise click.ClickException(str(error)) from None
    for note in result.notes:
        click.echo(note, err=True)
    if as_json:
        counts = [{"programme": one, "outcome": outcome, "n": n} for (one, outcome), n in result.counts.items()]
        click.echo(
            json.dumps(
                {"families": result.families, "rows": result.rows, "version": resolved.version, "counts": counts}
            )
        )
        return
    click.echo(f"{result.families} keluarga, {result.rows} baris ke {out}. Versi ketentuan {resolved.version}.")
    for (programme, outcome), number in result.counts.items():
        click.echo(f"  {programme} {outcome} {number}")


@rules.command("run")
@click.option("--area", required=True, help="Kode wilayah, misalnya 1872.")
@click.option(
    "--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Tanggal data dan ketentuan; tanpa ini hari ini."
)
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON.")
def rules_run(area: str, day: datetime | None, as_json: bool) -> None:
    """Nilai semua keluarga register di suatu wilayah dengan ketentuan terbit. Aman diulang; tanggal lampau dari pengamatan."""
    import json

    _start_django()
    from django.db import transaction

    from pilar.core.clock import now
    from pilar.core.scope import Actor, is_area_code
    from pilar.decision.targeting.actions import runs
    from pilar.decision.targeting.queries.runs import totals_of_run
    from pilar.foundation.accounts.queries import today

    code = area.replace(".", "")
    if not code or not is_area_code(code):
        raise click.BadParameter("kode wilayah berisi 2, 4, 6 atau 10 angka", param_hint="--area")
    at = now()
    asked = runs.Asked(code, day.date() if day else today(at))
    actor = Actor.system()
    result = runs.evaluate_area(asked, by=actor, at=at, step=lambda *_: transaction.atomic(), cursor={})
    result["programmes"] = totals_of_run(actor.scope, str(result["run"]))
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True))
        return
    click.echo(f"{result['families']} keluarga dinilai, evaluasi {result['run']}, sidik {result['digest']}.")
    for programme, counts in result["programmes"].items():
        click.echo(
            f"  {programme}: {counts['met']} memenuhi, {counts['not_met']} tidak, {counts['unknown']} belum diketahui, "
            f"Rp{counts['amount']}"
        )


@rules.command("recompute")
@click.argument("run", metavar="EVALUASI")
@_JSON
def rules_recompute(run: str, as_json: bool) -> None:
    """Hitung ulang evaluasi lama dari potret datanya yang tersegel; keluar dengan kode 1 bila tidak sama sampai bit terakhir."""
    _start_django()
    from pilar.core.ids import decode_id
    from pilar.core.scope import Actor
    from pilar.decision.targeting.actions.runs import recompute

    try:
        number = decode_id(run)
    except ValueError:
        raise click.BadParameter("nomor evaluasi berisi 13 huruf dan angka", param_hint="EVALUASI") from None
    kept, again = recompute(run_id=number, by=Actor.system())
    if as_json:
        click.echo(json.dumps({"kept": kept, "recomputed": again, "same": kept == again}))
    if kept != again:
        raise click.ClickException(f"Hasil berbeda: tersimpan {kept}, dihitung ulang {again}.")
    if not as_json:
        click.echo(f"Sama: {again}")


def _start_django() -> None:
    import django

    django.setup()


@click.group()
def rank() -> None:
    """Skor lokal: kartu poin dari survei, untuk urutan kunjungan. Bukan desil BPS."""


@rank.command("fit")
@click.argument("train", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--candidates", required=True, type=_READ, help="Daftar kolom yang boleh menjadi pertanyaan.")
@click.option("--target", required=True, help="Kolom konsumsi per orang.")
@click.option("--group", required=True, help="Kolom kelompok (desa, blok sensus) untuk uji silang.")
@click.option("--area", "areas", multiple=True, help="Kolom wilayah, dari yang terluar; boleh berulang.")
@click.option("--weight", help="Kolom bobot survei.")
@click.option("--protect", multiple=True, help="Pertanyaan yang selalu ditanyakan, misalnya disabilitas.")
@click.option("--questions", type=click.IntRange(1, 20), default=15, show_default=True, help="Pertanyaan terbanyak.")
@click.option("--card", "card_path", required=True, type=_WRITTEN, help="Berkas kartu yang dibuat (JSON).")
@click.option("--json", "as_json", is_flag=True, help="Laporan sebagai JSON.")
def rank_fit(
    train: Path,
    candidates: Path,
    target: str,
    group: str,
    areas: tuple[str, ...],
    weight: str | None,
    protect: tuple[str, ...],
    questions: int,
    card_path: Path,
    as_json: bool,
) -> None:
    """Buat kartu skor lokal dari berkas survei; kartu ditulis sebagai JSON dan sebagai teks di sampingnya."""
    from .rank.fit import fit_card
    from .rank.survey import SurveyRefused, read_survey, read_table

    try:
        names = candidates.read_text(encoding="utf-8-sig").split()
        if not names:
            raise SurveyRefused(f"{candidates.name} tidak memuat nama kolom")
        protected = [name for name in protect if name not in names]
        if protected:
            raise SurveyRefused(f"--protect {', '.join(protected)} tidak ada dalam {candidates.name}")
        survey = read_survey(
            read_table(train), candidates=names, target=target, group=group, areas=areas, weight=weight
        )
    except (SurveyRefused, UnicodeDecodeError) as error:
        raise click.ClickException(f"Survei ditolak: {error}.") from None
    card = fit_card(survey, names, questions=questions, area_columns=areas, protected=protect)
    card_path.write_text(card.to_json(), encoding="utf-8")
    card_path.with_suffix(".txt").write_text(card.printed(), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(card.report, ensure_ascii=False, sort_keys=True))
        return
    for note in survey.notes:
        click.echo(f"Catatan: {note}.", err=True)
    held = card.report["held_out"]
    click.echo(f"Kartu {card_path}: {len(card.questions)} pertanyaan, {len(card.corrections)} koreksi kelompok.")
    click.echo(
        f"Di desa yang tidak dipakai belajar: R2 {held['r2']:.3f}, AUC {held['auc30']:.3f}, "
        f"galat eksklusi 30 % {held['exclusion30']:.3f}."
    )


@rank.command("score")
@click.argument("card_path", metavar="CARD", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("families", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=_WRITTEN, help="Berkas hasil (CSV).")
@click.option("--key", default="hhid", show_default=True, help="Kolom nomor keluarga.")
@_JSON
def rank_score(card_path: Path, families: Path, out: Path, key: str, as_json: bool) -> None:
    """Hitung skor lokal tiap keluarga (kolom hhid,score; rendah = lebih miskin)."""
    from .rank.card import CardRefused, read_card
    from .rank.scoring import score_csv
    from .rank.survey import SurveyRefused

    try:
        rows = score_csv(read_card(card_path), families, out, key=key)
    except (CardRefused, SurveyRefused) as error:
        raise click.ClickException(str(error)) from None
    text = f"{rows} keluarga ke {out}. Skor lokal, bukan desil BPS."
    click.echo(json.dumps({"families": rows, "out": str(out)}) if as_json else text)


@rank.command("show")
@click.argument("card_path", metavar="CARD", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
def rank_show(card_path: Path, as_json: bool) -> None:
    """Tampilkan kartu untuk dicetak dan dijumlahkan dengan tangan."""
    from .rank.card import CardRefused, read_card

    try:
        card = read_card(card_path)
        click.echo(card.to_json() if as_json else card.printed())
    except CardRefused as error:
        raise click.ClickException(str(error)) from None
