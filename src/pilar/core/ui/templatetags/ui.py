"""`{% load ui %}`: every component and format of the design system. How to compose a page: docs/ANTARMUKA.md."""

from __future__ import annotations

from django import template

from pilar.core.ids import encode_id
from pilar.core.ui import formats
from pilar.core.ui.components import data, flow, forms, page, status
from pilar.core.ui.icons import icon

register = template.Library()

for tag in (
    icon,
    page.button,
    page.link_button,
    page.breadcrumb,
    page.tabs,
    page.stat,
    page.work_item,
    status.tag,
    status.finding,
    data.summary_list,
    data.active_filters,
    data.timeline,
    forms.form_field,
    forms.form_fields,
    forms.error_summary,
    forms.draft_note,
    flow.message_notice,
    flow.letter_head,
    flow.letter_title,
    flow.signature,
    flow.ui_styles,
    flow.ui_scripts,
):
    register.simple_tag(tag)

for context_tag in (data.pager, data.sort_link, data.masked, flow.progress, flow.language_switch):
    register.simple_tag(context_tag, takes_context=True)

for block_tag in (
    page.page_header,
    page.details,
    page.card,
    status.notice,
    data.table,
    data.filter_bar,
    data.empty_state,
    flow.confirm_dialog,
):
    register.simple_block_tag(block_tag)

for fmt in (
    formats.angka,
    formats.rupiah,
    formats.persen,
    formats.tanggal,
    formats.bulan,
    formats.waktu,
    formats.jam,
    formats.nik_masked,
    formats.nik_grouped,
):
    register.filter(fmt.__name__, fmt)
register.filter("pid", encode_id)
