"""Addresses under musyawarah/."""

from django.urls import path

from pilar.decision.deliberation.views import attendance, calendar, papers, sessions, table

app_name = "deliberation"

urlpatterns = [
    path("musyawarah/", sessions.list_sessions, name="list"),
    path("musyawarah/baru/", sessions.plan_session, name="plan"),
    path("musyawarah/jadwal/", calendar.show_calendar, name="calendar"),
    path("musyawarah/jadwal/ubah/<slug:act>/", calendar.set_window, name="set-window"),
    path("musyawarah/jadwal/pengaturan/<slug:key>/", calendar.set_setting, name="set-setting"),
    path("musyawarah/<pid:session_id>/", sessions.show_session, name="session"),
    path("musyawarah/<pid:session_id>/isi/", sessions.lay_table, name="lay"),
    path("musyawarah/<pid:session_id>/buka/", sessions.open_session, name="open"),
    path("musyawarah/<pid:session_id>/batal/", sessions.cancel_session, name="cancel"),
    path("musyawarah/<pid:session_id>/tutup/", sessions.close_session, name="close"),
    path("musyawarah/<pid:session_id>/berubah/", sessions.accept_changes, name="accept-changes"),
    path("musyawarah/<pid:session_id>/meja/", table.show_table, name="table"),
    path("musyawarah/<pid:session_id>/meja/<pid:item_id>/", table.decide_item, name="decide"),
    path("musyawarah/<pid:session_id>/layar/", table.show_screen, name="screen"),
    path("musyawarah/<pid:session_id>/keadaan/", table.state, name="state"),
    path("musyawarah/<pid:session_id>/tindakan/", table.hear_acts, name="hear"),
    path("musyawarah/<pid:session_id>/hadir/", attendance.show_attendance, name="attendance"),
    path("musyawarah/<pid:session_id>/hadir/undang/", attendance.invite, name="invite"),
    path("musyawarah/<pid:session_id>/hadir/<pid:attendee_id>/", attendance.mark, name="mark"),
    path("musyawarah/<pid:session_id>/hadir/<pid:attendee_id>/tanda-tangan/", attendance.sign, name="sign"),
    path("musyawarah/<pid:session_id>/hadir/kode/<slug:code>/", attendance.arrive, name="arrive"),
    path("musyawarah/<pid:session_id>/undangan.pdf", papers.print_invitations, name="invitations"),
    path("musyawarah/<pid:session_id>/surat/", papers.issue, name="issue"),
    path("musyawarah/<pid:session_id>/bnba.xlsx", papers.workbook, name="bnba-xlsx"),
    path("musyawarah/surat/<pid:paper_id>/", papers.download, name="paper"),
    path("musyawarah/surat/<pid:paper_id>/pindaian/", papers.scan, name="scan"),
    path("periksa/<slug:code>/", papers.check, name="check"),
    path("musyawarah/<pid:session_id>/foto/", attendance.add_photo, name="photo"),
]
