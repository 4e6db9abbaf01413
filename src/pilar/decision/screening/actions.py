"""Acts on flags: ask for clarification, take evidence, decide. A flag never removes anybody by itself."""

from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND, problem
from pilar.core.scope import Actor
from pilar.decision.screening.lists import FLAG_FINALS, FLAG_STEPS
from pilar.decision.screening.models import Flag, FlagEvent
from pilar.foundation.accounts.separation import require_separate_duties

NO_STEP = problem(
    "TANDA-001", "Langkah itu tidak dapat diambil dari keadaan tanda sekarang.", "Muat ulang halaman tanda.", 409
)
NO_REASON = problem("TANDA-002", "Alasan belum ditulis.", "Tulis alasan dalam satu atau dua kalimat.")
NO_EVIDENCE = problem("TANDA-003", "Bukti belum dilampirkan.", "Unggah surat atau foto yang ditunjukkan warga.")


@transaction.atomic
def step_flag(
    *, flag_id: int, target: str, reason: str, by: Actor, at: datetime, file_id: int | None = None,
    revision: int | None = None,
) -> None:  # fmt: skip
    """Move a flag along its declared steps; who took evidence does not decide (AKUN-012).

    Raises UMUM-404, UMUM-403, UMUM-409, TANDA-001 to TANDA-003.
    """
    flag = Flag.objects.within(by.scope).select_for_update().filter(pk=flag_id).first()
    if flag is None:
        raise NOT_FOUND()
    if revision is not None and revision != flag.revision:
        raise CHANGED_MEANWHILE()
    step = next((one for one in FLAG_STEPS if one.source == flag.state and one.target == target), None)
    if step is None:
        raise NO_STEP()
    by.scope.require(step.capability)
    if "alasan" in step.needs and not reason.strip():
        raise NO_REASON()
    if "bukti" in step.needs and file_id is None:
        raise NO_EVIDENCE()
    earlier = list(FlagEvent.objects.filter(flag=flag).values_list("capability", "by"))
    require_separate_duties(step.capability, by=by, earlier=earlier)
    before = flag.state
    flag.state, flag.is_open = target, target not in FLAG_FINALS
    flag.revision += 1
    flag.save(update_fields=["state", "is_open", "revision"])
    FlagEvent(
        flag=flag, at=at, by=by.username, role=by.role, capability=step.capability, source_state=before,
        target_state=target, reason=reason[:500], file_id=file_id,
    ).save(force_insert=True)  # fmt: skip
    audit.record(
        "screening.flag.stepped", by=by, at=at, wilayah=flag.wilayah, subject=("flag", flag.pk), reason=reason,
        before={"state": before}, after={"state": target, "evidence": file_id is not None},
    )  # fmt: skip
