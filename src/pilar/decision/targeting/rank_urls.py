"""Addresses under peringkat/, cakupan/ and simulasi/."""

from django.urls import path

from pilar.decision.targeting.views import coverage, rank, rank_cards, simulation

urlpatterns = [
    path("peringkat/", rank.overview, name="rank"),
    path("peringkat/hitung/", rank.score, name="score"),
    path("peringkat/survei/baru/", rank.new_survey, name="new-survey"),
    path("peringkat/survei/<pid:survey_id>/", rank.survey, name="survey"),
    path("peringkat/kartu/<pid:card_id>/", rank_cards.card, name="card"),
    path("peringkat/kartu/<pid:card_id>/laporan/", rank_cards.report, name="card-report"),
    path("peringkat/kartu/<pid:card_id>/terbit/", rank_cards.publish, name="publish-card"),
    path("peringkat/kartu/<pid:card_id>/sisihkan/", rank_cards.drop, name="drop-card"),
    path("peringkat/kartu/<pid:card_id>/kartu.pdf", rank_cards.card_paper, name="card-paper"),
    path("peringkat/kartu/<pid:card_id>/laporan.pdf", rank_cards.report_paper, name="report-paper"),
    path("peringkat/kartu/<pid:card_id>/wawancara/", rank_cards.interview, name="interview"),
    path("peringkat/kunjungan/", rank.visits, name="visits"),
    path("peringkat/kunjungan/<pid:task_id>/", rank.visit, name="visit"),
    path("peringkat/keluarga/<pid:family_id>/", rank.family, name="family-rank"),
    path("peringkat/musyawarah/<slug:code>/", rank.meeting, name="meeting"),
    path("peringkat/bobot/", rank.blend, name="blend"),
    path("cakupan/", coverage.gap, name="coverage"),
    path("cakupan/hitung/", coverage.estimate, name="estimate"),
    path("cakupan/angka/", coverage.figures, name="figures"),
    path("simulasi/", simulation.scenarios, name="scenarios"),
    path("simulasi/baru/", simulation.new, name="new-scenario"),
    path("simulasi/banding/", simulation.compare, name="compare-scenarios"),
    path("simulasi/<pid:scenario_id>/", simulation.scenario, name="scenario"),
    path("simulasi/<pid:scenario_id>/hitung/", simulation.compute, name="compute-scenario"),
    path("simulasi/<pid:scenario_id>/bagikan/", simulation.share, name="share-scenario"),
    path("simulasi/<pid:scenario_id>/lembar.xlsx", simulation.workbook, name="scenario-workbook"),
]
