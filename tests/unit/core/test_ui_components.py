"""Components: hostile text is escaped, nothing breaks the strict Content-Security-Policy, colours come with words."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.management import call_command
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from pilar.core.ui import build, icons
from pilar.core.ui.charts import Bar, Series, StackRow, Tile, TileGroup, bars, line, small_multiples, stacked, tile_grid
from pilar.core.ui.components import data, flow, page, status
from pilar.core.ui.components import forms as form_parts
from pilar.core.ui.shell import NavItem
from pilar.core.ui.widgets import NikInput, TanggalField

EVIL = "<img src=x onerror=alert(1)>\"' style=x"
UI = Path(build.__file__).parent
ROOT = UI.parents[3]
BREAKS_POLICY = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Any) -> None:
    """Hashed names need collectstatic; one test below runs that for itself."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def tags_only(html: str) -> str:
    """The tags with the insides of their quoted attributes removed: what a browser takes as markup."""
    return " ".join(re.findall(r"<[^>]*>", re.sub(r'"[^"]*"', '""', html)))


def assert_safe(html: str) -> None:
    assert "<img src=x" not in html
    assert not BREAKS_POLICY.search(tags_only(html)), html
    assert not re.search(r"(?:src|href|action)=\"https?:", html)


class EvilForm(forms.Form):
    text = forms.CharField(label=EVIL, help_text=EVIL)
    nik = forms.CharField(widget=NikInput, label="NIK")
    day = TanggalField(label="Tanggal")
    one = forms.ChoiceField(label="Satu", choices=[(EVIL, EVIL)], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label="Banyak", choices=[("a", EVIL)], widget=forms.CheckboxSelectMultiple, required=False
    )
    pick = forms.ChoiceField(label="Pilih", choices=[("a", EVIL)])
    long = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Berkas", required=False)
    yes = forms.BooleanField(label=EVIL, help_text=EVIL, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def evil_charts() -> list[Any]:
    many = [Series(EVIL, (1, None, 3))]
    return [
        bars(
            EVIL,
            [Bar(EVIL, 1), Bar("b", None)],
            measure=EVIL,
            subject=EVIL,
            reference=(EVIL, 0.5),
            note=EVIL,
            download_url="/x",
        ),
        stacked(EVIL, [EVIL, "b"], [StackRow(EVIL, (1, 2)), StackRow("kosong", (0, 0))], subject=EVIL),
        line(EVIL, (EVIL, "b", "c"), many, measure=EVIL),
        small_multiples(EVIL, (EVIL, "b", "c"), many, measure=EVIL),
        tile_grid(
            EVIL,
            [TileGroup(EVIL, (Tile(EVIL, 1, EVIL), Tile("b", None)))],
            breaks=(1, 2, 3, 4),
            measure="m",
            subject="s",
        ),
    ]


def rendered_with_hostile_text() -> list[str]:
    request = RequestFactory().get("/", {"q": EVIL, "urut": "nama"})
    context = Context({"request": request, "csrf_token": "t"})
    form = EvilForm({"text": "", "nik": EVIL, "day": EVIL, "one": EVIL, "many": EVIL, "pick": EVIL, "long": EVIL})
    form.add_error(None, EVIL)
    work = flow.Progress(
        EVIL, "running", EVIL, 5, 10, EVIL, EVIL, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), EVIL, "", "", EVIL
    )
    done = flow.Progress(EVIL, "failed", "/x", result_url=EVIL, result_label=EVIL, message=EVIL)
    return [
        page.button(EVIL, data_x=EVIL),
        page.link_button(EVIL, EVIL, "quiet", "x"),
        page.breadcrumb([(EVIL, EVIL), (EVIL, "")]),
        page.page_header(SafeString(""), EVIL, EVIL, [(EVIL, EVIL)], EVIL),
        page.tabs([page.Tab(EVIL, EVIL, True, 3)], EVIL),
        page.stat(EVIL, 5, EVIL, "error"),
        page.work_item(EVIL, EVIL, EVIL, EVIL),
        page.details(SafeString("<p>a</p>"), EVIL),
        page.card(SafeString(""), EVIL),
        status.tag(EVIL, "ok"),
        status.finding("error", EVIL, EVIL, [EVIL], EVIL, EVIL),
        status.finding("info", EVIL, EVIL, EVIL, EVIL),
        data.summary_list([data.Fact(EVIL, EVIL, EVIL, EVIL), (EVIL, EVIL)]),
        data.table(SafeString(""), EVIL, EVIL, foot=EVIL),
        data.filter_bar(SafeString(""), EVIL, EVIL, EVIL),
        data.active_filters([data.ActiveFilter(EVIL, EVIL)]),
        data.pager(context, EVIL, EVIL, EVIL),
        data.sort_link(context, EVIL, EVIL),
        data.empty_state(SafeString(""), EVIL, EVIL),
        data.timeline([data.Happening(EVIL, None, EVIL, EVIL, url=EVIL)]),
        data.masked(context, EVIL, EVIL, EVIL, [(EVIL, EVIL)]),
        data.masked(context, EVIL, EVIL),
        form_parts.form_fields(form),
        form_parts.error_summary(form),
        form_parts.error_summary([form, form]),
        form_parts.draft_note(),
        flow.progress(context, work),
        flow.progress(context, done),
        flow.confirm_dialog(SafeString(""), "id", EVIL, EVIL, EVIL),
        flow.letter_head(EVIL, EVIL, EVIL, EVIL),
        flow.letter_title(EVIL, EVIL),
        flow.signature(EVIL, EVIL, EVIL, EVIL),
        flow.message_notice(Message(40, EVIL, f"draft:{EVIL}")),
        icons.icon("house", EVIL),
        *(str(chart) for chart in evil_charts()),
    ]


def test_hostile_text_is_escaped_and_no_output_breaks_the_policy() -> None:
    for html in rendered_with_hostile_text():
        assert_safe(html)


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    for template in UI.rglob("templates/**/*.html"):
        assert not BREAKS_POLICY.search(template.read_text()), template


def test_nothing_points_to_another_host() -> None:
    files = [
        p for p in UI.rglob("*") if p.suffix in {".html", ".css", ".js", ".svg", ".py"} and "vendor" not in p.parts
    ]
    assert len(files) > 40
    for file in files:
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(\s*[\"']?//", text), file


def test_styles_stay_under_sixty_kilobytes() -> None:
    sizes = [(UI / "static/ui/css" / name).stat().st_size for name in flow.STYLE_FILES]
    assert 20_000 < sum(sizes) <= 60_000
    assert {p.name for p in (UI / "static/ui/css").iterdir()} == set(flow.STYLE_FILES)


def test_every_file_that_a_style_names_is_there() -> None:
    for name in flow.STYLE_FILES:
        css = UI / "static/ui/css" / name
        for target in re.findall(r'url\("([^"]+)"\)', css.read_text()):
            assert (css.parent / target).resolve().is_file(), f"{name}: {target}"


def test_vendor_folder_carries_exactly_the_manifest() -> None:
    assert icons.vendor_file("htmx").startswith("htmx-4.")
    assert icons.vendor_file("font").endswith(".woff2")
    assert "defer></script>" in flow.ui_scripts()
    for name in icons.ICON_NAMES:
        assert "<svg" in icons.icon(name)
    with pytest.raises(icons.UnknownIcon, match="tidak-ada"):
        icons.icon("tidak-ada")


def test_collectstatic_hashes_fonts_images_and_modules(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "pilar.web.static.PilarStaticStorage"}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    css = next((tmp_path / "ui/css").glob("pilar.*.css")).read_text()
    assert re.search(r'url\("../vendor/atkinson[^"]+\.[0-9a-f]{12}\.woff2"\)', css)
    entry = next(p for p in (tmp_path / "ui/js").glob("pilar.*.js")).read_text()
    imported = re.findall(r'from "\./([^"]+)"', entry)
    assert len(imported) == 7
    assert all(
        re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name) and (tmp_path / "ui/js" / name).is_file() for name in imported
    )


def test_build_refuses_missing_parts_and_keeps_the_old_folder(tmp_path: Path) -> None:
    vendor = tmp_path / build.VENDOR
    vendor.mkdir(parents=True)
    (vendor / "old.txt").write_text("old")
    with pytest.raises(build.FrontPartMissing, match="npm ci"):
        build.build_front(tmp_path)
    assert (vendor / "old.txt").read_text() == "old"


@pytest.mark.skipif(not (ROOT / "node_modules/htmx.org").is_dir(), reason="node_modules is not installed")
def test_build_carries_what_node_modules_hold(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    manifest = build.build_front(tmp_path)
    assert set(manifest) == {"font", "htmx", "icons"}
    carried = {p.name for p in (tmp_path / build.VENDOR).iterdir()}
    assert {part["file"] for part in manifest.values()} | {"manifest.json"} <= carried
    assert all(re.fullmatch(r"[0-9a-f]{64}", part["sha256"]) for part in manifest.values())


@pytest.mark.parametrize("attrs", [{"onclick": "x"}, {"style": "x"}, {"hx_on_click": "x"}, {"hx-on:click": "x"}])
def test_handlers_and_styles_are_refused(attrs: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        page.button("Simpan", **attrs)


@pytest.mark.parametrize(
    "call",
    [
        lambda: page.button("x", kind="blue"),
        lambda: status.tag("x", "green"),
        lambda: status.finding("fatal", "c", "s"),
        lambda: status.notice(SafeString(""), "x"),
        lambda: page.stat("x", 1, "/", "ok"),
        lambda: page.card(SafeString(""), "x", 1),
        lambda: flow.Progress("x", "stuck", "/"),
    ],
)
def test_wrong_arguments_are_named(call: Any) -> None:
    with pytest.raises(ValueError, match="must be"):
        call()


def test_every_status_has_sign_and_word() -> None:
    for tone in status.TONES:
        html = status.tag("Diterima", tone)
        assert "<svg" in html and "Diterima" in html
    words = {severity: status.severity_word(severity) for severity in status.SEVERITIES}
    assert len(set(words.values())) == 3
    for severity, word in words.items():
        assert word in status.finding(severity, "REG-1", "Kalimat.")


def test_a_field_is_tied_to_hint_and_error() -> None:
    form = EvilForm({"text": ""})
    html = form_parts.form_field(form["text"], hint="Contoh: Siti")
    assert 'aria-describedby="id_text-hint id_text-error"' in html
    assert 'id="id_text-hint"' in html and 'id="id_text-error"' in html and 'aria-invalid="true"' in html
    group = form_parts.form_field(form["one"])
    assert group.count("<legend>") == 1 and 'for="id_one_0"' in group and 'aria-describedby="id_one-error"' in group
    summary = form_parts.error_summary(form)
    assert 'href="#id_text"' in summary and 'href="#id_one_0"' in summary
    assert form_parts.error_summary(EvilForm()) == ""


def test_hidden_fields_have_no_label() -> None:
    html = form_parts.form_field(EvilForm()["secret"])
    assert html.startswith("<input") and "label" not in html


def test_nik_never_goes_into_a_draft() -> None:
    assert "data-no-draft" in form_parts.form_field(EvilForm()["nik"])


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/usulan/", {"status": "tunggu", "rw": "3", "before": "old"})
    html = data.pager(Context({"request": request}), after="abc")
    assert 'href="?status=tunggu&amp;rw=3&amp;after=abc"' in html
    assert 'rel="prev"' not in html
    assert data.address_with(QueryDict("a=1&b=2&b=3"), a=None) == "?b=2&b=3"
    assert data.address_with({"a": "1"}, b="2") == "?a=1&b=2"


def test_progress_asks_only_while_it_runs() -> None:
    running = flow.progress(
        Context({"csrf_token": "t"}), flow.Progress("Periksa", "running", "/p", 5, 10, "baris", cancel_url="/c")
    )
    assert 'hx-get="/p"' in running and "5 dari 10 baris" in running and 'action="/c"' in running and "(50%)" in running
    over = flow.progress(
        Context(), flow.Progress("Periksa", "succeeded", "/p", 10, 10, "baris", cancel_url="/c", result_url="/r")
    )
    assert "hx-get" not in over and "/c" not in over and 'href="/r"' in over


def test_large_counts_stay_numbers_for_the_browser() -> None:
    html = flow.progress(Context(), flow.Progress("x", "running", "/p", 1_200_000, 2_000_000))
    assert 'max="2000000" value="1200000"' in html


def test_block_tags_in_a_template() -> None:
    template = Template(
        '{% page_header "Usulan" %}{% link_button "Buat" "/baru" icon_name="plus" %}{% endpage_header %}'
        '{% table caption="Daftar" tall=True %}<tbody><tr><th scope="row">{{ name }}</th></tr></tbody>{% endtable %}'
        '{% empty_state "Kosong" %}{% endempty_state %}{% notice "ok" %}<p>{{ name }}</p>{% endnotice %}'
        '{% masked nik|nik_masked "/lihat" %}{{ n|angka }}'
    )
    html = template.render(Context({"name": EVIL, "nik": "3573010203900001", "n": 1234}))
    assert_safe(html)
    assert '<a class="button" href="/baru">' in html and "is-tall" in html and "1.234" in html
    assert "3573010203900001" not in html and "3573••••••••0001" in html


def test_shell_marks_where_one_is_and_says_when_data_are_invented() -> None:
    context = {
        "nav": [NavItem(EVIL, "/a", "house", 1200, True)]
        + [NavItem(f"Bagian {n}", f"/{n}", "users") for n in range(5)],
        "synthetic_data": True,
        "office_name": EVIL,
        "area_name": EVIL,
        "search_url": "/cari/",
        "refresh_seconds": 5,
        "user": SimpleNamespace(is_authenticated=True, pk=7, get_username=lambda: EVIL),
        "csrf_token": "t",
    }
    html = Template('{% extends "ui/base.html" %}{% block content %}<h1>Isi</h1>{% endblock %}').render(
        Context(context)
    )
    assert_safe(html)
    assert html.count('aria-current="page"') == 2 and "DATA SINTETIS" in html and '<html lang="' in html
    assert 'data-user="7"' in html and '<meta http-equiv="refresh" content="5">' in html
    assert 'method="post" action="/cari/"' in html
    bare = Template('{% extends "ui/public.html" %}{% block public %}<h1>Masuk</h1>{% endblock %}').render(Context())
    assert "DATA SINTETIS" not in bare and "<nav" not in bare


def test_charts_say_what_they_do_not_know_and_refuse_what_would_lie() -> None:
    chart = bars("Judul", [Bar("Kasin", None), Bar("Kauman", 0)], measure="m", subject="s")
    assert "tidak diketahui" in chart.picture and chart.rows == (("Kasin", "–"), ("Kauman", "0"))
    with pytest.raises(ValueError, match="negative"):
        bars("x", [Bar("a", -1)], measure="m", subject="s")
    with pytest.raises(ValueError, match="has 1 values for 2"):
        stacked("x", ["a", "b"], [StackRow("r", (1,))], subject="s")
    with pytest.raises(ValueError, match="two to ten"):
        stacked("x", ["a"], [], subject="s")
    with pytest.raises(ValueError, match="at most four"):
        line("x", ("a",), [Series(str(n), (1,)) for n in range(5)], measure="m")
    with pytest.raises(ValueError, match="at least one"):
        line("x", (), [], measure="m")
    with pytest.raises(ValueError, match="negative"):
        line("x", ("a",), [Series("s", (-1,))], measure="m")
    with pytest.raises(ValueError, match="rise"):
        tile_grid("x", [], breaks=(1, 1, 2, 3), measure="m", subject="s")


def test_a_gap_in_a_line_stays_a_gap() -> None:
    whole = line("x", ("a", "b", "c", "d"), [Series("s", (1, 2, 3, 4))], measure="m").picture.count("<line")
    gap = line("x", ("a", "b", "c", "d"), [Series("s", (1, None, 3, 4))], measure="m").picture.count("<line")
    assert whole - gap == 2


def test_shares_of_a_stack_fill_the_width() -> None:
    picture = stacked("x", ["a", "b", "c"], [StackRow("r", (1, 1, 2))], subject="s").picture
    widths = [float(w) for w in re.findall(r'<rect x="[\d.]+%" y="[\d.]+" width="([\d.]+)%"', picture)]
    assert widths == [25.0, 25.0, 50.0]
