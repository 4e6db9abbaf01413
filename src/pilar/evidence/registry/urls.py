"""Addresses of the register: keluarga/, orang/, cari/."""

from django.urls import path

from pilar.evidence.registry.views import family_acts, looking, merge, pages, person_acts, search, sheet

app_name = "registry"

urlpatterns = [
    path("cari/", search.search, name="search"),
    path("tujuan/", looking.set_purpose, name="purpose"),
    path("keluarga/", pages.list_families, name="families"),
    path("keluarga/unduh/", sheet.families_sheet, name="families-sheet"),
    path("keluarga/baru/", family_acts.register_family, name="register-family"),
    path("keluarga/<pid:family_id>/", pages.show_family, name="family"),
    path("keluarga/<pid:family_id>/riwayat/", pages.show_family_history, name="family-history"),
    path("keluarga/<pid:family_id>/anggota/", family_acts.add_member, name="add-member"),
    path("keluarga/<pid:family_id>/isian/<slug:topic>/", family_acts.correct_family_facts, name="family-facts"),
    path("keluarga/<pid:family_id>/nomor-kk/", family_acts.correct_kk, name="correct-kk"),
    path("keluarga/<pid:family_id>/pindah/", family_acts.move_family, name="move-family"),
    path("keluarga/<pid:family_id>/pecah/", family_acts.split_family, name="split-family"),
    path("keluarga/<pid:family_id>/gabung/", family_acts.merge_families, name="merge-families"),
    path("keluarga/<pid:family_id>/kepala/", family_acts.change_head, name="change-head"),
    path("orang/<pid:person_id>/", pages.show_person, name="person"),
    path("orang/<pid:person_id>/riwayat/", pages.show_person_history, name="person-history"),
    path("orang/<pid:person_id>/perbaiki/", person_acts.correct_person, name="correct-person"),
    path("orang/<pid:person_id>/isian/<slug:topic>/", person_acts.correct_person_facts, name="person-facts"),
    path("orang/<pid:person_id>/nik/", person_acts.correct_nik, name="correct-nik"),
    path("orang/<pid:person_id>/pindah/", person_acts.move_person, name="move-person"),
    path("orang/<pid:person_id>/meninggal/", person_acts.mark_deceased, name="mark-deceased"),
    path("orang/<pid:person_id>/hidup/", person_acts.undo_deceased, name="undo-deceased"),
    path("orang/<pid:person_id>/ppks/", person_acts.pick_ppks, name="ppks-pick"),
    path("orang/<pid:person_id>/ppks/<int:number>/", person_acts.mark_ppks, name="ppks-mark"),
    path("orang/ppks/<pid:mark_id>/akhiri/", person_acts.end_ppks, name="ppks-end"),
    path("orang/<pid:person_id>/pisah/", merge.split_person, name="split-person"),
    path("gabungan/<pid:merge_id>/", merge.show_merge, name="merge"),
    path("gabungan/<pid:merge_id>/batal/", merge.undo_merge, name="merge-undo"),
    path("buka/<slug:subject>/<pid:subject_id>/<slug:secret>/", pages.unmask_number, name="unmask"),
]
