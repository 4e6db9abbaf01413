"""The forms of the package: TOML with CSV sheets and catalogue rows into an XLSForm workbook."""

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from pilar.evidence.registry.catalogue import ALL_VARIABLES, Variable
from pilar.evidence.registry.ppks import PPKS
from pilar.evidence.registry.ppks_criteria import CRITERIA

ID, EN = "::Bahasa Indonesia (id)", "::English (en)"
NIK = "@nik"
"""What stands in the last column of a question for a NIK."""
_TEXT = ("label", "hint", "constraint_message")
_MORE = ("hint", "hint_en", "required", "relevant", "constraint", "constraint_message", "constraint_message_en", "appearance", "calculation",
         "parameters", "choice_filter", "save_to")  # fmt: skip
VISIT_RESULTS = (
    ("ditemukan", "Ditemukan", "Found"),
    ("tidak_ada", "Tidak ada di rumah", "Nobody at home"),
    ("pindah", "Pindah", "Moved away"),
    ("meninggal", "Meninggal", "Died"),
    ("menolak", "Menolak", "Refused"),
    ("alamat_tidak_ada", "Alamat tidak ada", "No such address"),
    ("bangunan_kosong", "Bangunan kosong", "Empty building"),
)
"""Results of a visit (domain 11)."""
_NIK_FITS = (
    "number(substr(${{{nik}}}, 6, 8)) = number(format-date(${{tanggal_lahir}}, '%e')) + if(${{jenis_kelamin}} = '2', 40, 0) "
    "and number(substr(${{{nik}}}, 8, 10)) = number(format-date(${{tanggal_lahir}}, '%n')) "
    "and substr(${{{nik}}}, 10, 12) = substr(format-date(${{tanggal_lahir}}, '%Y'), 2, 4)"
)
"""Digits 7-12 are the birth date, the day + 40 for women. A remark, never a refusal: cards with another date exist."""
_NIK_WORDS = (
    "Periksa lagi: angka 7-12 NIK biasanya sama dengan tanggal lahir (perempuan: hari + 40). Bila di KTP memang begitu, lanjutkan.",
    "Check again: digits 7-12 of a NIK are usually the birth date (women: day + 40). If the card says so, go on.",
)
Row = dict[str, str]


@dataclass(slots=True)
class Sheets:
    """What becomes the workbook."""

    settings: Row
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    entities: list[Row] = field(default_factory=list)


def shipped_names() -> list[str]:
    """Names of the shipped forms (file names without ending), sorted."""
    folder = resources.files(__package__) / "shipped"
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))


def shipped(name: str) -> dict[str, Any]:
    """The declaration of one shipped form."""
    return tomllib.loads((resources.files(__package__) / "shipped" / f"{name}.toml").read_text(encoding="utf-8"))


def build(name: str) -> bytes:
    """The XLSForm workbook of a shipped form."""
    return write_workbook(sheets_of(shipped(name)))


def sheets_of(form: dict[str, Any]) -> Sheets:
    """Expand catalogue rows, shared lists and the NIK rule."""
    sheets = Sheets(
        settings={
            "form_id": form["form_id"], "form_title": form["title"], "version": form["version"],
            "default_language": "Bahasa Indonesia (id)", "instance_name": form.get("instance_name", ""),
        }
    )  # fmt: skip
    lists: dict[str, list[Row]] = {}
    for row in _rows(form["survey"]):
        if row["type"] == "catalogue":
            for variable in _span(row["name"]):
                sheets.survey.append(_question(variable))
                lists[variable.key] = [
                    _choice(variable.key, str(a.code), a.name_id, a.name_en) for a in variable.answers
                ]
        elif row["type"] == "@ppks":
            sheets.survey += _ppks_rows()
        else:
            sheets.survey.append(_row(row))
            if row.get("more") == NIK:
                sheets.survey.append(_nik_remark(row["name"]))
    for row in _rows(form["choices"]):
        if row["list_name"] == "@hasil_kunjungan":
            sheets.choices += [_choice("hasil_kunjungan", *one) for one in VISIT_RESULTS]
        elif row["list_name"] == "@ppks":
            sheets.choices += [_choice("ppks", one.code, one.name_id, one.name_en) for one in PPKS]
            sheets.choices += [
                _choice(
                    f"kriteria_{code[-2:]}", str(place), text, text
                )  # the criteria have no English wording in the catalogue
                for code, texts in CRITERIA.items()
                for place, text in enumerate(texts, start=1)
            ]
        else:
            sheets.choices.append(_choice(row["list_name"], row["name"], row["label"], row["label_en"]))
    sheets.choices += [one for rows in lists.values() for one in rows]
    if "entities" in form:
        sheets.entities = [{"list_name": form["entities"], "label": form["entity_label"]}]
    return sheets


def _rows(text: str) -> Iterator[Row]:
    head, *lines = text.strip("\n").splitlines()
    names = head.split("|")
    for line in lines:
        cells = line.split("|")
        yield dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False))


def _row(row: Row) -> Row:
    found = {"type": row["type"], "name": row["name"], f"label{ID}": row["label"], f"label{EN}": row["label_en"]}
    more = row.get("more", "")
    if more == NIK:
        more = "constraint=regex(., '^[0-9]{16}$');constraint_message=NIK berisi 16 angka.;constraint_message_en=A NIK has 16 digits.;appearance=numbers"
    for part in filter(None, more.split(";")):
        key, _, value = part.partition("=")
        if key not in _MORE:
            raise ValueError(f"{row['name']}: unknown column {key}")
        bare = key.removesuffix("_en")
        found[f"{bare}{EN if key.endswith('_en') else ID}" if bare in _TEXT else key] = value
    return found


def _nik_remark(name: str) -> Row:
    """The line that appears below a NIK that does not fit the birth date or the sex."""
    return {
        "type": "note", "name": f"periksa_{name}", f"label{ID}": _NIK_WORDS[0], f"label{EN}": _NIK_WORDS[1],
        "relevant": f"string-length(${{{name}}}) = 16 and ${{tanggal_lahir}} != '' and not({_NIK_FITS.format(nik=name)})",
    }  # fmt: skip


def _span(text: str) -> list[Variable]:
    """ "a:b" is the catalogue from a to b, in the order of the form. Raises ValueError for an unknown key."""
    keys = [one.key for one in ALL_VARIABLES]
    first, _, last = text.partition(":")
    return list(ALL_VARIABLES[keys.index(first) : keys.index(last or first) + 1])


def _question(variable: Variable) -> Row:
    kinds = {
        "single": f"select_one {variable.key}",
        "sum": f"select_multiple {variable.key}",
        "number": "integer",
        "text": "text",
        "date": "date",
    }
    row = {
        "type": kinds[variable.kind], "name": variable.key, f"label{ID}": variable.question or variable.label_id,
        f"label{EN}": variable.label_en, "relevant": variable.asked_if.relevant(),
    }  # fmt: skip
    if variable.kind == "number":
        row["constraint"] = f". >= {variable.minimum} and . <= {variable.maximum}"
        row[f"constraint_message{ID}"] = f"Antara {variable.minimum} dan {variable.maximum}."
        row[f"constraint_message{EN}"] = f"Between {variable.minimum} and {variable.maximum}."
    if variable.kind == "sum":
        alone = [str(code) for code in sorted(variable.codes - set(variable.bits))]
        row["constraint"] = " and ".join(f"(not(selected(., '{one}')) or count-selected(.) = 1)" for one in alone)
        row[f"constraint_message{ID}"] = "Jawaban “tidak” tidak dapat digabung dengan jawaban lain."
        row[f"constraint_message{EN}"] = "“None” cannot be combined with another answer."
    return row


def _ppks_rows() -> list[Row]:
    """The types, and a hint per type where age or sex of the answer does not fit (a remark, never a refusal)."""
    rows: list[Row] = [
        {
            "type": "select_multiple ppks",
            "name": "jenis_ppks",
            f"label{ID}": "Jenis PPKS",
            f"label{EN}": "PPKS types",
            "required": "yes",
        }
    ]
    for one in PPKS:
        if CRITERIA.get(one.code):
            rows.append(
                {
                    "type": f"select_multiple kriteria_{one.number:02d}", "name": f"kriteria_{one.number:02d}",
                    f"label{ID}": f"Kriteria: {one.name_id}", f"label{EN}": f"Criteria: {one.name_en}",
                    "relevant": f"selected(${{jenis_ppks}}, '{one.code}')",
                }
            )  # fmt: skip
        tests = []
        if one.age_from is not None:
            tests.append(f"${{umur}} < {one.age_from}")
        if one.age_to is not None:
            tests.append(f"${{umur}} > {one.age_to}")
        if one.sex is not None:
            tests.append(f"${{jenis_kelamin}} != '{one.sex}'")
        if tests:
            rows.append(
                {
                    "type": "note", "name": f"periksa_{one.number:02d}", f"label{ID}": f"Periksa lagi: umur atau jenis kelamin tidak cocok dengan “{one.name_id}”.",
                    f"label{EN}": f"Check again: age or sex does not fit “{one.name_en}”.",
                    "relevant": f"selected(${{jenis_ppks}}, '{one.code}') and ({' or '.join(tests)})",
                }
            )  # fmt: skip
    return rows


def _choice(list_name: str, name: str, label: str, label_en: str) -> Row:
    return {"list_name": list_name, "name": name, f"label{ID}": label, f"label{EN}": label_en}


def write_workbook(sheets: Sheets) -> bytes:
    """An .xlsx with the sheets survey, choices, entities (if any) and settings."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    for name, rows in (
        ("survey", sheets.survey),
        ("choices", sheets.choices),
        ("entities", sheets.entities),
        ("settings", [sheets.settings]),
    ):
        if not rows:
            continue
        sheet = book.add_worksheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column)
            for line, row in enumerate(rows, start=1):
                if row.get(column):
                    sheet.write_string(line, place, row[column])
    book.close()
    return out.getvalue()
