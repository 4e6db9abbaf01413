"""The field app: a web app at /lapangan/ that works without a network; its Django side.

It owns: the shell page, the manifest, the service worker's address, and the small JSON doors that the app asks while it has a
line (today's visits, a family's short history, the NIK check, "already registered?"). It never stores a submission: the app
sends OpenRosa records to /key/<token>/submission like every other phone.

**The hook for visits** (`visits` stands above `field`, so it comes here by itself, as kinds of work do elsewhere):

    # visits/apps.py
    def ready(self) -> None:
        from pilar.evidence.field.app.sources import register_visit_source
        from pilar.evidence.visits.app_source import VisitsForApp
        register_visit_source(VisitsForApp())

`VisitsForApp` has the three methods of `sources.VisitSource`:

- `visits_for(actor, today) -> Sequence[Visit]`: the open visits of this one person, and of nobody else;
- `visit_of(actor, key) -> Visit | None`: one of them, or None when it is not theirs (the history is only given for these);
- `returned_for(actor) -> Sequence[Returned]`: records that a reviewer sent back with a note and that still wait for a correction.

Each form gets what is known through `Visit.prefill` ({node name of the form: text}); the app puts it into the new record and
also the node names `assignment` (= `Visit.key`), `family_id` and `base_version` where the form has them, so that ingest and
review know which state of the registry the volunteer saw.
"""
