"""Addresses under pengguna/."""

from django.urls import path

from pilar.foundation.accounts import own_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.list_users, name="list"),
    path("baru/", views.create_user, name="create"),
    path("peran/", views.role_catalogue, name="roles"),
    path("saya/", own_views.own_account, name="own"),
    path("saya/peran/", own_views.switch_role, name="switch"),
    path("saya/sesi/akhiri/", own_views.end_session, name="end-session"),
    path("<pid:user_id>/", views.user_detail, name="detail"),
    path("<pid:user_id>/tugaskan/", views.assign_role, name="assign"),
    path("<pid:user_id>/tutup/", views.disable_user, name="disable"),
    path("<pid:user_id>/buka/", views.enable_user, name="enable"),
    path("<pid:user_id>/faktor/", views.reset_second_factor, name="reset-factor"),
    path("<pid:user_id>/sandi/", views.reset_password, name="reset-password"),
    path("penugasan/<pid:assignment_id>/akhiri/", views.end_assignment, name="end-assignment"),
]
