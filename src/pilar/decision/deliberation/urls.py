"""Addresses under musyawarah/."""

from django.urls import path

from pilar.decision.deliberation.views import attendance, calendar, endorsements, papers, sessions, table, verification

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
    path("musyawarah/<pid:session_id>/sahkan/", verification.endorse_session, name="endorse-session"),
    path("verifikasi/", verification.overview, name="desk"),
    path("verifikasi/uji-petik/", verification.draw, name="draw"),
    path("verifikasi/uji-petik/<pid:draw_id>/", verification.sample, name="sample"),
    path("verifikasi/batalkan/<pid:bulk_id>/", verification.undo, name="undo"),
    path("verifikasi/<slug:code>/", verification.village, name="desk-village"),
    path("verifikasi/<slug:code>/proses/", verification.act, name="desk-act"),
    path("pengesahan/", endorsements.list_endorsements, name="endorsements"),
    path("pengesahan/sahkan/", endorsements.endorse, name="endorse"),
    path("pengesahan/<pid:endorsement_id>/", endorsements.show_endorsement, name="endorsement"),
    path("pengesahan/<pid:endorsement_id>/batal/", endorsements.take_back, name="take-back"),
    path("pengesahan/<pid:endorsement_id>/pengantar.pdf", endorsements.cover, name="cover"),
    path("pengesahan/<pid:endorsement_id>/daftar.xlsx", endorsements.workbook, name="endorsed-xlsx"),
]
