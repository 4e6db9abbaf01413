/** All texts of the app: Indonesian first, English beside it. t("key", {n: 3}); the choice is kept in the box. */
import { ref } from "vue";
import { get, set } from "./store.js";

export const language = ref("id");

const WORDS = {
  app: ["Pilar Lapangan", "Pilar Field"],
  visits: ["Kunjungan", "Visits"],
  outbox: ["Kotak kirim", "Outbox"],
  phone: ["Ponsel", "Phone"],
  back: ["Kembali", "Back"],
  next: ["Lanjut", "Next"],
  other_language: ["English", "Bahasa Indonesia"],
  online: ["Ada jaringan", "Online"],
  offline: ["Tanpa jaringan", "Offline"],
  loading: ["Memuat…", "Loading…"],
  // sign in
  signin_title: ["Masuk dengan kode perangkat", "Sign in with the device code"],
  signin_how: ["Pindai kode QR dari Dinas Sosial, atau ketik kodenya di sini.", "Scan the QR code of the social office, or type its code here."],
  signin_code: ["Kode perangkat", "Device code"],
  signin_act: ["Masuk", "Sign in"],
  signin_bad: ["Kode tidak dikenal atau sudah dicabut. Minta kode baru kepada koordinator.", "The code is unknown or revoked. Ask your coordinator for a new one."],
  signin_line: ["Tidak ada jaringan. Masuk pertama kali membutuhkan jaringan.", "No network. The first sign-in needs a network."],
  signin_other: ["Di ponsel ini masih ada {n} rekaman {name} yang belum terkirim. Rekaman itu tetap tersimpan, dan terkirim bila {name} masuk lagi.", "This phone still holds {n} unsent records of {name}. They stay here and leave when {name} signs in again."],
  // revoked
  revoked_title: ["Perangkat ini dicabut", "This device was revoked"],
  revoked_text: ["Dinas Sosial mencabut kode ponsel ini. Daftar kunjungan dan riwayat keluarga sudah dihapus dari ponsel. Rekaman Anda yang belum terkirim ({n}) tetap tersimpan dan terkunci.", "The office revoked this phone's code. Visits and family histories were removed from it. Your unsent records ({n}) stay here, locked."],
  revoked_do: ["Minta kode baru kepada koordinator, lalu masuk. Setelah itu rekaman terkirim sendiri.", "Ask your coordinator for a new code and sign in. The records then leave by themselves."],
  revoked_act: ["Masukkan kode baru", "Enter a new code"],
  // visits
  visits_title: ["Kunjungan hari ini", "Today's visits"],
  visits_none: ["Tidak ada kunjungan untuk hari ini", "No visits for today"],
  visits_none_do: ["Bila koordinator memberi kunjungan, daftarnya muncul di sini saat ada jaringan.", "When your coordinator gives you visits, they appear here once there is a network."],
  visits_as_of: ["Daftar per {when}", "List of {when}"],
  visits_map: ["Urutan kunjungan di peta", "Order of visits on the map"],
  visits_without_place: ["{n} kunjungan tanpa titik lokasi ada di akhir daftar.", "{n} visits without a position stand at the end."],
  here: ["Posisi saya", "My position"],
  order_by_me: ["Urutkan dari posisi saya", "Order from where I am"],
  new_record: ["Rekaman baru tanpa penugasan", "New record without an assignment"],
  drafts: ["Belum selesai diisi", "Not finished yet"],
  draft_resume: ["Lanjutkan", "Continue"],
  draft_saved: ["Tersimpan di ponsel", "Saved on the phone"],
  draft_saving: ["Menyimpan…", "Saving…"],
  draft_failed: ["Tidak bisa disimpan: {why}", "Could not be saved: {why}"],
  draft_drop: ["Buang isian ini", "Discard"],
  draft_drop_ask: ["Buang isian ini? Yang sudah diketik dan difoto hilang dan tidak bisa kembali.", "Discard? What was typed and photographed is gone for good."],
  yes_drop: ["Ya, buang", "Yes, discard"],
  no: ["Tidak", "No"],
  due: ["Tenggat {when}", "Due {when}"],
  urgent: ["Mendesak", "Urgent"],
  attempts: ["Sudah {n} kali dikunjungi tanpa hasil", "{n} visits without a result"],
  done_here: ["Sudah diisi, menunggu terkirim", "Filled in, waiting to be sent"],
  sent_here: ["Sudah terkirim", "Sent"],
  distance: ["{m} dari Anda", "{m} from you"],
  // visit
  visit_why: ["Alasan kunjungan", "Why this visit"],
  visit_start: ["Mulai isi formulir", "Start the form"],
  visit_go: ["Buka petunjuk jalan", "Open directions"],
  visit_history: ["Riwayat keluarga yang perlu diketahui", "Family history needed"],
  visit_history_get: ["Lihat riwayat", "Show history"],
  visit_history_until: ["Terhapus sendiri dari ponsel pukul {when}", "Removes itself from the phone at {when}"],
  visit_history_line: ["Riwayat belum diunduh; membutuhkan jaringan.", "The history is not downloaded yet; it needs a network."],
  visit_history_not: ["Kunjungan ini tidak lagi ditugaskan kepada Anda.", "This visit is no longer assigned to you."],
  members: ["Anggota keluarga", "Members"],
  aid: ["Bantuan yang tercatat", "Aid on record"],
  aid_none: ["Tidak ada bantuan tercatat", "No aid on record"],
  known_as_of: ["Data per {when}", "Data of {when}"],
  age: ["{n} tahun", "{n} years"],
  full_title: ["Ruang ponsel hampir habis", "The phone is nearly full"],
  full_text: ["Sisa ruang kurang dari 200 MB. Kirim dulu isi kotak kirim atau hapus berkas lain, supaya foto tidak hilang.", "Less than 200 MB left. Send the outbox first or remove other files, so that no photo gets lost."],
  form_missing: ["Formulir {form} belum ada di ponsel ini. Sambungkan ke jaringan sebentar, lalu buka lagi.", "Form {form} is not on this phone yet. Connect for a moment and open it again."],
  form_broken: ["Formulir ini tidak bisa dibuka: {why}", "This form cannot be opened: {why}"],
  // fill
  step: ["Layar {a} dari {b}", "Screen {a} of {b}"],
  step_general: ["Umum", "General"],
  review_title: ["Periksa sebelum disimpan", "Check before saving"],
  review_faults: ["{n} isian perlu diperbaiki", "{n} answers need to be corrected"],
  review_ok: ["Semua isian wajib sudah lengkap.", "All required answers are there."],
  review_act: ["Simpan dan kirim", "Save and send"],
  review_note: ["Rekaman masuk kotak kirim dan terkirim sendiri saat ada jaringan.", "The record goes to the outbox and leaves by itself when there is a network."],
  fix: ["Perbaiki", "Correct"],
  required: ["Wajib diisi.", "Required."],
  required_mark: ["wajib", "required"],
  invalid: ["Jawaban ini tidak sesuai aturan formulir.", "This answer does not follow the rules of the form."],
  errors_here: ["Perbaiki {n} isian di layar ini", "Correct {n} answers on this screen"],
  choose: ["Pilih", "Choose"],
  clear: ["Kosongkan", "Clear"],
  search: ["Cari pilihan", "Search the choices"],
  no_choices: ["Belum ada pilihan. Jawab dulu pertanyaan di atasnya.", "No choices yet. Answer the question above first."],
  add: ["Tambah {what}", "Add {what}"],
  add_one: ["Tambah", "Add"],
  remove: ["Hapus {what}", "Remove {what}"],
  remove_ask: ["Hapus {what} dengan semua jawabannya?", "Remove {what} with all its answers?"],
  yes_remove: ["Ya, hapus", "Yes, remove"],
  item: ["Isian {n}", "Entry {n}"],
  unsupported: ["Jenis pertanyaan ini hanya bisa diisi dengan ODK Collect.", "This kind of question can only be answered in ODK Collect."],
  confirm: ["Saya mengerti", "I understand"],
  up: ["Naikkan {what}", "Move {what} up"],
  // photo
  photo_take: ["Ambil foto", "Take a photo"],
  photo_again: ["Ulangi foto", "Take again"],
  photo_file: ["Pilih dari berkas", "Choose a file"],
  photo_shoot: ["Potret", "Shoot"],
  photo_close: ["Tutup kamera", "Close camera"],
  photo_kept: ["Foto tersimpan, {kb} kB", "Photo saved, {kb} kB"],
  photo_unreadable: ["Berkas itu bukan gambar yang bisa dibaca.", "That file is not a readable picture."],
  photo_too_big: ["Foto tidak bisa diperkecil sampai 400 kB. Coba potret lagi.", "The photo could not be made smaller than 400 kB. Try again."],
  photo_lost: ["Foto ini tidak ada lagi di ponsel, ambil ulang: {what}", "This photo is no longer on the phone, take it again: {what}"],
  photo_camera: ["Kamera tidak bisa dibuka. Izinkan kamera, atau pilih dari berkas.", "The camera cannot be opened. Allow it, or choose a file."],
  photo_alt: ["Foto untuk: {what}", "Photo for: {what}"],
  file_kept: ["Berkas tersimpan, {kb} kB", "File saved, {kb} kB"],
  // place
  gps_get: ["Ambil posisi", "Get position"],
  gps_again: ["Ambil ulang posisi", "Get position again"],
  gps_wait: ["Mencari posisi… ketelitian {m} m", "Looking for position… accuracy {m} m"],
  gps_start: ["Mencari posisi…", "Looking for position…"],
  gps_use: ["Pakai posisi ini", "Use this position"],
  gps_have: ["{lat}, {lon}, ketelitian {m} m", "{lat}, {lon}, accuracy {m} m"],
  gps_poor: ["Ketelitian masih {m} m. Keluar ke tempat terbuka lalu ambil ulang, bila bisa.", "Accuracy is still {m} m. Go to an open place and try again if you can."],
  gps_denied: ["Izin lokasi ditolak. Buka pengaturan peramban dan izinkan lokasi.", "Location is not allowed. Allow it in the browser's settings."],
  gps_failed: ["Posisi tidak ditemukan. Coba di tempat terbuka.", "No position found. Try in the open."],
  // signature
  sign_here: ["Tanda tangan di kotak ini dengan jari", "Sign in this box with a finger"],
  sign_keep: ["Simpan tanda tangan", "Save the signature"],
  sign_empty: ["Belum ada goresan.", "Nothing is drawn yet."],
  sign_again: ["Tanda tangan ulang", "Sign again"],
  sign_alt: ["Tanda tangan untuk: {what}", "Signature for: {what}"],
  // numbers
  nik_short: ["Kurang {n} angka; harus 16 angka.", "{n} digits missing; 16 are needed."],
  nik_long: ["Terisi {n} angka; harus 16 angka.", "{n} digits; 16 are needed."],
  nik_area: ["Dua angka pertama ({code}) bukan kode provinsi.", "The first two digits ({code}) are no province."],
  nik_serial: ["Empat angka terakhir tidak boleh 0000.", "The last four digits cannot be 0000."],
  nik_date: ["Angka ke-7 sampai ke-12 bukan tanggal lahir yang mungkin.", "Digits 7 to 12 are no possible birth date."],
  nik_birth: ["Tanggal lahir di dalam NIK {day}-{month}-{year}, berbeda dari jawaban tanggal lahir.", "The NIK says born {day}-{month}-{year}, which differs from the birth date answered."],
  nik_sex: ["Jenis kelamin di dalam NIK berbeda dari jawaban.", "The sex in the NIK differs from the answer."],
  nik_ok: ["Susunan angka benar.", "The digits are plausible."],
  known_ask: ["Periksa apakah sudah terdaftar", "Check whether registered already"],
  known_yes: ["Sudah terdaftar: {name}, {place}. Periksa lagi sebelum mendaftarkan sebagai keluarga baru.", "Registered already: {name}, {place}. Check again before registering as new."],
  known_no: ["Belum ditemukan di wilayah Anda. Itu bukan bukti bahwa orang ini belum terdaftar di tempat lain.", "Not found in your area. That is no proof that the person is not registered elsewhere."],
  known_line: ["Pemeriksaan ini membutuhkan jaringan; isian tetap bisa dilanjutkan.", "This check needs a network; you can go on."],
  known_limit: ["Batas pemeriksaan hari ini sudah habis.", "The limit of checks for today is reached."],
  // outbox
  outbox_title: ["Kotak kirim", "Outbox"],
  outbox_none: ["Semua rekaman sudah terkirim", "Everything has been sent"],
  outbox_waiting: ["{n} rekaman menunggu terkirim", "{n} records wait to be sent"],
  outbox_old: ["Yang tertua sudah {n} hari menunggu", "The oldest has waited {n} days"],
  outbox_send: ["Kirim sekarang", "Send now"],
  outbox_sending: ["Mengirim {n}…", "Sending {n}…"],
  outbox_parts: ["{a} dari {b} bagian sampai", "{a} of {b} parts arrived"],
  outbox_sent: ["Terkirim dua minggu terakhir", "Sent in the last two weeks"],
  outbox_copy: ["Simpan salinan", "Save a copy"],
  outbox_copied: ["Salinan disegel disimpan ke unduhan. Hanya kode perangkat ini yang dapat membukanya.", "A sealed copy was saved to downloads. Only this device code can open it."],
  outbox_open_copy: ["Buka salinan", "Open a copy"],
  outbox_opened: ["Salinan dibuka: rekaman ada lagi di kotak kirim.", "The copy was opened: the record is in the outbox again."],
  outbox_open_bad: ["Salinan itu tidak bisa dibuka dengan kode perangkat ini.", "That copy cannot be opened with this device code."],
  outbox_open_known: ["Rekaman itu sudah ada di ponsel ini.", "That record is on this phone already."],
  number: ["No. {n}", "No. {n}"],
  why_waiting: ["Menunggu jaringan", "Waiting for a network"],
  why_new: ["Menunggu giliran", "Waiting for its turn"],
  why_line: ["Jaringan terputus; dicoba lagi sendiri", "The line broke; it is tried again by itself"],
  why_portal: ["Jaringan ini meminta masuk dulu (halaman login wifi)", "This network wants a sign-in first (wifi login page)"],
  why_server: ["Server sedang bermasalah ({code}); dicoba lagi sendiri", "The server has trouble ({code}); it is tried again by itself"],
  why_form: ["Formulir tidak dikenal server; hubungi koordinator", "The server does not know the form; tell your coordinator"],
  why_conflict: ["Server sudah punya rekaman lain dengan nomor ini; petugas memeriksa. {said}", "The server has another record of this number; people look at it. {said}"],
  why_size: ["Terlalu besar untuk server. {said}", "Too big for the server. {said}"],
  why_refused: ["Ditolak server ({code}). {said}", "Refused by the server ({code}). {said}"],
  why_damaged: ["Foto {file} hilang dari ponsel; sisanya terkirim. Hubungi koordinator.", "Photo {file} is missing on the phone; the rest was sent. Tell your coordinator."],
  why_owner: ["Milik {name}; terkirim bila {name} masuk", "Belongs to {name}; leaves when {name} signs in"],
  // returned
  returned: ["Dikembalikan untuk diperbaiki", "Returned for correction"],
  returned_act: ["Perbaiki rekaman", "Correct the record"],
  returned_gone: ["Rekaman ini tidak ada lagi di ponsel. Isi ulang dari kunjungannya.", "This record is no longer on the phone. Fill it in again from its visit."],
  // phone
  phone_title: ["Keadaan ponsel", "State of the phone"],
  phone_owner: ["Petugas", "Volunteer"],
  phone_kept: ["Penyimpanan tetap", "Lasting storage"],
  phone_kept_yes: ["Ya, peramban berjanji tidak menghapus data", "Yes, the browser promised not to delete data"],
  phone_kept_no: ["Belum. Pasang aplikasi ini di layar utama supaya data tidak dihapus peramban.", "Not yet. Install this app on the home screen so that the browser keeps the data."],
  phone_kept_ask: ["Minta penyimpanan tetap", "Ask for lasting storage"],
  phone_install: ["Pasang di layar utama", "Install on the home screen"],
  phone_used: ["Terpakai", "Used"],
  phone_free: ["Sisa untuk aplikasi ini", "Left for this app"],
  phone_unsent: ["Belum terkirim", "Unsent"],
  phone_unsent_n: ["{n} rekaman, tertua {d} hari", "{n} records, oldest {d} days"],
  phone_forms: ["Formulir di ponsel", "Forms on the phone"],
  phone_sync: ["Terakhir tersambung", "Last contact"],
  phone_never: ["Belum pernah", "Never"],
  phone_refresh: ["Ambil kunjungan dan formulir", "Fetch visits and forms"],
  phone_update: ["Versi baru siap. Pasang sekarang", "A new version is ready. Install now"],
  phone_update_wait: ["Versi baru dipasang setelah kotak kirim kosong.", "The new version installs once the outbox is empty."],
  phone_leave: ["Keluar dari ponsel ini", "Sign out of this phone"],
  phone_leave_note: ["Rekaman yang belum terkirim tidak dihapus.", "Unsent records are not deleted."],
  mb: ["{n} MB", "{n} MB"],
};

/** Sentence of a key; `{n}` is replaced. An unknown key is a programmer's error and shows itself. */
export function t(key, values = {}) {
  const pair = WORDS[key];
  if (!pair) throw new Error(`no words for ${key}`);
  return pair[language.value === "en" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const hasWords = (key) => key in WORDS;

const DAY = { day: "numeric", month: "long", year: "numeric" };

export function day(when) {
  return new Date(when).toLocaleDateString(language.value === "en" ? "en-GB" : "id-ID", DAY);
}

export function moment(when) {
  const tongue = language.value === "en" ? "en-GB" : "id-ID";
  return new Date(when).toLocaleString(tongue, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

export async function speakChosen() {
  language.value = (await get("language")) === "en" ? "en" : "id";
  document.documentElement.lang = language.value;
}

export async function switchLanguage() {
  language.value = language.value === "en" ? "id" : "en";
  document.documentElement.lang = language.value;
  await set("language", language.value);
}
