"""Made-up Indonesian names for the benchmark: word stock by culture, no person's name, no list of real people."""

from __future__ import annotations

import numpy as np

MALE_STEMS = "su har wi bam mar sla tu wa jo ru par kas nga sar sup mul wid hen tri yud dar gun pra eko bud".split()
MALE_ENDS = (
    "yanto wanto djo to no jono tono gianto narno darmo lan man ndar dianto nadi kirno yono tiyo manto yadi".split()
)
FEMALE_ENDS = (
    "yanti wanti ni ti jinah tini ningsih narni iyah mini lastri diyanti nah kinem yani winarti lestari".split()
)
ISLAMIC_MALE = """Muhammad Ahmad Abdul Rahman Hidayat Yusuf Ibrahim Ismail Zainal Abidin Arifin Fauzi Rizki Farhan
Syaiful Anwar Hasan Husein Ali Umar Usman Khalid Luthfi Nasir Ridwan Taufik Wahyudi Zulkifli Iqbal Fadli Hamzah
Maulana Mustofa Nurdin Rasyid Saleh Sofyan Syahrul Yahya Latif Karim Basri Mansur Jamaluddin Kamaruddin Burhan
Bahri Hakim Halim Imron Jafar Lukman Marzuki Munir Qomar Rofiq Salim Tamrin Wahid Yasin""".split()
ISLAMIC_FEMALE = """Siti Nur Aisyah Fatimah Khadijah Zainab Maryam Halimah Aminah Rohani Salmah Latifah Hidayah Rahmah
Nurhayati Nurjanah Nurlaila Mardiyah Hasanah Kholifah Maimunah Zubaidah Rukayah Sofiyah Yulianti Fitri Rahmawati
Handayani Susanti Kurniawati Wulandari Lestari Puspita Anggraini Safitri Maharani Novita Agustina Suryani Indah
Permata Ratna Dewi Sari Ayu Melati Kartika Wati Yuni Rina Lina Dian Eka Tri Dwi Umi Mutia Laila Nabila Salsabila""".split()
MODERN_MALE = """Rizky Aditya Bagus Dimas Galih Fajar Bayu Rendra Yoga Arya Ilham Kevin Dafa Raka Bintang Satria Wahyu
Yulianto Adrianto Febrianto Hendrawan Setiawan Kurniawan Gunawan Hermawan Irawan Darmawan Saputra Pratama Nugroho
Wibowo Santoso Susanto Prasetyo Wijaya Purnomo Hartono Budiman Firmansyah Ramadhan Syahputra Perdana Putra""".split()
SUMATRAN_LAST = """Simanjuntak Siregar Nasution Lubis Harahap Sitompul Situmorang Hutapea Sihombing Ginting Tarigan
Sembiring Purba Saragih Koto Tanjung Chaniago Piliang Sikumbang Guci Jambak Melayu Panggabean Manurung""".split()
EASTERN = """Yohanes Maria Petrus Paulus Agustinus Fransiskus Yosef Theresia Margaretha Kristina Elisabeth Daud Markus
Martinus Stefanus Antonius Bernadus Lukas Dominggus Yuliana Kornelis Ferdinandus""".split()
BALINESE = [
    "I Wayan",
    "Ni Wayan",
    "I Made",
    "Ni Made",
    "I Nyoman",
    "Ni Nyoman",
    "I Ketut",
    "Ni Ketut",
    "I Gede",
    "Ni Luh",
]
PLACES = """Malang Surabaya Blitar Kediri Pasuruan Padang Bukittinggi Metro Sangatta Tangerang Serang Bandung Bogor Jakarta
Semarang Solo Yogyakarta Jember Banyuwangi Lumajang Tulungagung Madiun Ngawi Magelang Cirebon Tegal Medan Palembang""".split()
STREETS = """Kawi Ijen Semeru Merapi Rinjani Bromo Arjuno Welirang Melati Mawar Kenanga Anggrek Flamboyan Cempaka Dahlia
Diponegoro Sudirman Gatot Subroto Ahmad Yani Kartini Hasanuddin Pattimura Imam Bonjol Teuku Umar Veteran Pahlawan
Merdeka Pemuda Gajah Mada Hayam Wuruk Brawijaya Majapahit Singosari Kendedes Mangga Jambu Rambutan Nangka Salak Durian
Merpati Rajawali Garuda Cendrawasih Kutilang Nuri Sawo Kelapa Bambu Pinus Cemara Beringin Jati Mahoni""".split()


def _coined(stems: list[str], ends: list[str]) -> list[str]:
    return sorted({(stem + end).capitalize() for stem in stems for end in ends if stem[-1:] != end[:1]})


class NameStock:
    """Draws words with a long-tailed popularity, so that some names are on every street and most are rare."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.male = np.array(_coined(MALE_STEMS, MALE_ENDS) + ISLAMIC_MALE * 3 + MODERN_MALE * 3)
        self.female = np.array(_coined(MALE_STEMS, FEMALE_ENDS) + ISLAMIC_FEMALE * 4)
        self.last = np.array(SUMATRAN_LAST + MODERN_MALE + ISLAMIC_MALE)
        for pool in (self.male, self.female, self.last):
            rng.shuffle(pool)

    def words(self, pool: np.ndarray, size: int) -> np.ndarray:
        popularity = 1.0 / np.arange(1, len(pool) + 1) ** 0.65
        return self.rng.choice(pool, size, p=popularity / popularity.sum())

    def draw(self, female: np.ndarray, age: np.ndarray, surname: np.ndarray) -> np.ndarray:
        """Full names; older people more often have one word, some families pass on `surname` (else "")."""
        size = len(female)
        first = np.where(female, self.words(self.female, size), self.words(self.male, size)).astype(object)
        second = np.where(female, self.words(self.female, size), self.words(self.last, size)).astype(object)
        third = np.where(female, self.words(self.female, size), self.words(self.male, size)).astype(object)
        culture = self.rng.random(size)
        first = np.where(culture < 0.04, self.rng.choice(EASTERN, size), first)
        first = np.where((culture > 0.04) & (culture < 0.06), self.rng.choice(BALINESE, size), first)
        first = np.where((culture > 0.80) & ~female, "Muhammad", first)
        first = np.where((culture > 0.86) & female, "Siti", first)
        single = self.rng.random(size) < np.where(age > 60, 0.46, np.where(age > 35, 0.15, 0.04))
        single &= (first != "Muhammad") & (first != "Siti")
        long = self.rng.random(size) < np.where(age > 45, 0.08, 0.35)
        tail = np.where(surname != "", surname, second)
        name = np.where(single, first, first + " " + tail)
        return np.where(long & ~single, first + " " + third + " " + tail, name)
