"""Addresses under program/ and the public check of a decree."""

from django.urls import URLPattern, URLResolver, path

from pilar.delivery.programs.views import decrees, members, stages

app_name = "programs"

urlpatterns: list[URLPattern | URLResolver] = [
    path("program/", stages.list_programmes, name="list"),
    path("program/pakai/", stages.take_programme, name="take"),
    path("program/<pid:programme_id>/tahap-baru/", stages.new_stage, name="new-stage"),
    path("program/<pid:programme_id>/peserta/<slug:state>/", members.list_members, name="members"),
    path("program/tahap/<pid:stage_id>/", stages.show_stage, name="stage"),
    path("program/tahap/<pid:stage_id>/kuota/", stages.set_quota, name="quota"),
    path("program/tahap/<pid:stage_id>/daftarkan/", stages.enrol, name="enrol"),
    path("program/tahap/<pid:stage_id>/naikkan/", stages.promote, name="promote"),
    path("program/tahap/<pid:stage_id>/bentrok/", stages.show_clashes, name="clashes"),
    path("program/tahap/<pid:stage_id>/rancang/", decrees.draft, name="draft"),
    path("program/sk/<pid:decree_id>/", decrees.show_decree, name="decree"),
    path("program/sk/<pid:decree_id>/batal/", decrees.drop, name="drop"),
    path("program/sk/<pid:decree_id>/tetapkan/", decrees.freeze, name="freeze"),
    path("program/sk/<pid:decree_id>/surat/", decrees.issue, name="issue"),
    path("program/surat/<pid:decree_paper_id>/", decrees.download, name="paper"),
    path("program/peserta/<pid:member_id>/", members.show_member, name="member"),
    path("program/peserta/<pid:member_id>/<slug:act>/", members.act, name="act"),
    path("program/keluarga/<pid:family_id>/", members.show_family, name="family"),
    path("cek-sk/<slug:code>/", decrees.check, name="check"),
]
