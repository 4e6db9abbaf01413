"""What a resident is told about a payment: what its state means and what to do next, in plain words (domain notes 3.2 and 11). Pure."""

from __future__ import annotations

from pilar.core.declared import Entry, by_code


def _e(code: str, name_id: str, name_en: str) -> Entry:
    return Entry(code=code, name_id=name_id, name_en=name_en, tag="inf")


NOT_ORDERED = "belum"
MEANINGS = by_code((
    _e(NOT_ORDERED, "Bantuan sudah ditetapkan dalam SK; perintah bayarnya belum dibuat.",
       "The aid is decreed; its payment order has not been made yet."),
    _e("draft", "Perintah bayar sedang disusun dan diperiksa di Dinas Sosial.", "The payment order is being drawn up and checked in the social office."),
    _e("sent", "Perintah bayar sudah ada di penyalur; uang atau barang sedang disiapkan.",
       "The provider has the payment order; the money or goods are being prepared."),
    _e("unknown", "Penyalur belum memberi kepastian apakah bantuan ini sudah sampai.", "The provider has not said for certain whether this aid arrived."),
    _e("paid", "Penyalur melaporkan bantuan sudah diterima.", "The provider reports that the aid was received."),
    _e("rejected", "Penyaluran gagal; haknya tidak hilang.", "The payment failed; the entitlement is not lost."),
    _e("returned", "Bantuan sempat disalurkan, lalu uangnya kembali; haknya tidak hilang.",
       "The aid was paid out, then the money came back; the entitlement is not lost."),
    _e("cancelled", "Perintah bayar ini dibatalkan sebelum dikirim.", "This payment order was cancelled before it was sent."),
    _e("treasury", "Uang bantuan ini sudah disetor kembali ke kas negara/daerah.", "The money of this aid was given back to the treasury."),
))  # fmt: skip
"""State of the last attempt -> what it means. `NOT_ORDERED`: an entitlement without any order."""

_WAIT = ("Tunggu; tidak perlu mengajukan lagi.", "Wait; there is no need to apply again.")
_BY_STATE = by_code((
    _e(NOT_ORDERED, *_WAIT), _e("draft", *_WAIT), _e("cancelled", *_WAIT),
    _e("unknown", "Tunggu; Dinas Sosial menanyakannya kepada penyalur. Bila sudah menerima, sampaikan kepada petugas.",
       "Wait; the social office is asking the provider. If you already received it, tell the officer."),
    _e("treasury", "Tanyakan kepada petugas sebabnya dan apakah masih dapat diusulkan pada tahap berikutnya.",
       "Ask the officer why, and whether it can still be proposed in the next stage."),
    _e("rejected", "Tanyakan sebabnya kepada petugas; datang dengan KTP dan KK.", "Ask the officer for the reason; come with your ID card and family card."),
    _e("returned", "Tanyakan sebabnya kepada petugas; datang dengan KTP dan KK.", "Ask the officer for the reason; come with your ID card and family card."),
))  # fmt: skip
_BY_HAND = (
    "Tunggu jadwal serah terima dari kelurahan/desa; bawa KTP dan KK.", "Wait for the hand-over day of your kelurahan; bring ID card and family card."
)  # fmt: skip
_SENT = by_code((
    _e("bank", "Periksa saldo KKS di ATM, agen bank, atau kantor bank beberapa hari lagi.",
       "Check the balance of your KKS at an ATM, bank agent or bank office in a few days."),
    _e("pos", "Tunggu surat undangan, lalu datang ke tempat bayar dengan undangan, KTP, dan KK.",
       "Wait for the invitation, then come to the paying place with invitation, ID card and family card."),
    _e("tunai", *_BY_HAND), _e("barang", *_BY_HAND),
))  # fmt: skip
_PAID = by_code((
    _e("bank", "Tidak perlu melakukan apa-apa. Bila uang belum diterima, bawa KKS atau buku tabungan dan KTP ke loket ini.",
       "Nothing to do. If the money has not reached you, bring your KKS or bank book and ID card to this counter."),
    _e("other", "Tidak perlu melakukan apa-apa. Bila belum menerima, bawa KTP ke loket ini.",
       "Nothing to do. If you have not received it, bring your ID card to this counter."),
))  # fmt: skip
_BY_REASON = by_code((
    _e("rekening_pasif", "Datang ke kantor bank dengan KTP dan KKS atau buku tabungan untuk mengaktifkan rekening.",
       "Go to the bank with ID card and KKS or bank book to have the account activated."),
    _e("tidak_aktif", "Datang ke kantor bank dengan KTP dan KKS; minta rekening dibuka kembali.",
       "Go to the bank with ID card and KKS; ask for the account to be opened again."),
    _e("tidak_terdaftar", "Dinas Sosial membetulkan nomor rekening dengan bank. Bawa buku tabungan bila ada.",
       "The social office corrects the account number with the bank. Bring your bank book if you have one."),
    _e("kartu_belum_dicetak", "Tunggu kartu KKS dicetak bank; petugas akan memberi tahu.", "Wait until the bank has printed the KKS; the officer will tell you."),
    _e("belum_didistribusikan", "Tunggu jadwal pembagian kartu KKS dari bank dan pendamping.", "Wait for the day on which bank and facilitator hand out the KKS."),
    _e("rusak_hilang", "Laporkan kartu rusak atau hilang ke bank dengan KTP (dan surat kehilangan) untuk diganti.",
       "Report the broken or lost card to the bank with your ID card (and report of loss) for a new one."),
    _e("nama_beda", "Samakan nama di KTP, KK, dan rekening: bawa KTP dan KK ke Dukcapil, lalu ke bank.",
       "Make the name the same on ID card, family card and account: take both cards to Dukcapil, then to the bank."),
    _e("nik_beda", "Padankan NIK di Dukcapil dengan KTP dan KK, lalu sampaikan hasilnya ke loket ini.",
       "Have the NIK matched at Dukcapil with ID card and family card, then bring the result to this counter."),
    _e("meninggal", "Bawa akta kematian dan KK; ahli waris dalam keluarga dapat menggantikan.",
       "Bring the death certificate and family card; an heir in the family may take over."),
    _e("pindah", "Laporkan alamat baru dengan KK terbaru ke kelurahan/desa.", "Report the new address with the newest family card to the kelurahan."),
    _e("tidak_ditemukan", "Sampaikan alamat dan nomor telepon yang benar kepada petugas; undangan dikirim lagi.",
       "Give the officer the right address and telephone number; the invitation is sent again."),
    _e("tidak_diambil", "Sampaikan kepada petugas bahwa bantuan masih diinginkan; pembayaran dijadwalkan lagi.",
       "Tell the officer that the aid is still wanted; the payment gets a new day."),
    _e("menolak", "Bila tidak merasa menolak, sampaikan kepada petugas sekarang.", "If you did not refuse it, tell the officer now."),
    _e("ganda", "Bawa KTP dan KK; petugas memeriksa data ganda.", "Bring ID card and family card; the officer checks the double record."),
    _e("exclude", "Petugas menanyakan alasan pengecualian; bawa KTP dan KK untuk klarifikasi.",
       "The officer asks why you were excluded; bring ID card and family card to clear it up."),
))  # fmt: skip


def next_step(state: str, *, by_account: bool, channel: str, reason: str) -> Entry:
    """What the resident does now. `channel` "" when nothing was ordered; `reason`: code of the repair queue, "" when unknown.

    >>> next_step("rejected", by_account=True, channel="bri", reason="rekening_pasif").name_id
    'Datang ke kantor bank dengan KTP dan KKS atau buku tabungan untuk mengaktifkan rekening.'
    """
    if state in ("rejected", "returned") and reason in _BY_REASON:
        return _BY_REASON[reason]
    if state == "sent":
        return _SENT["bank" if by_account else channel]
    if state == "paid":
        return _PAID["bank" if by_account else "other"]
    return _BY_STATE[state]
