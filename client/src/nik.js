/** Plausibility of a NIK while it is typed (Permendagri 109/2019 and known structure; domain notes 7.1). Warns, never forbids. */
const PROVINCES = new Set(
  "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96".split(" "),
);

export const digitsOf = (text) => (text ?? "").replace(/\D/g, "");

export const grouped = (digits) => digits.replace(/(\d{4})(?=\d)/g, "$1 ");

/** "nik", "kk" or "" by the name of the node. */
export function numberKind(name) {
  const words = name.toLowerCase().split("_");
  if (words.includes("nik")) return "nik";
  return words.includes("kk") && words.some((word) => ["no", "nomor", "kk"].includes(word)) && !words.some((w) => ["foto", "nama", "alamat", "status", "kode", "hubungan"].includes(w))
    ? "kk"
    : "";
}

/**
 * Faults as message keys with values, [] when plausible. `birth`: "YYYY-MM-DD" of the same person if answered; `sex`: "L"/"1" or "P"/"2".
 */
export function numberFaults(kind, digits, { birth = "", sex = "" } = {}) {
  if (!digits) return [];
  if (digits.length < 16) return [["nik_short", { n: 16 - digits.length }]];
  if (digits.length > 16) return [["nik_long", { n: digits.length }]];
  const faults = [];
  if (!PROVINCES.has(digits.slice(0, 2))) faults.push(["nik_area", { code: digits.slice(0, 2) }]);
  if (digits.endsWith("0000")) faults.push(["nik_serial", {}]);
  if (kind === "nik") faults.push(...birthFaults(digits, birth, sex));
  return faults;
}

function birthFaults(digits, birth, sex) {
  const [rawDay, month, year] = [6, 8, 10].map((at) => Number(digits.slice(at, at + 2)));
  const female = rawDay > 40;
  const day = female ? rawDay - 40 : rawDay;
  if (!(day >= 1 && day <= 31 && month >= 1 && month <= 12)) return [["nik_date", {}]];
  const faults = [];
  const said = /^(\d{4})-(\d\d)-(\d\d)/.exec(birth);
  if (said && (Number(said[1]) % 100 !== year || Number(said[2]) !== month || Number(said[3]) !== day))
    faults.push(["nik_birth", { day: `${day}`.padStart(2, "0"), month: `${month}`.padStart(2, "0"), year: `${year}`.padStart(2, "0") }]);
  const code = sex ? (/^(p|2|perempuan)$/i.test(sex) ? "P" : "L") : "";
  if (code && (code === "P") !== female) faults.push(["nik_sex", {}]);
  return faults;
}
