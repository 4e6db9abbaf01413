"""L1, the list of lines of business (lapangan usaha) of REGSOSEK2022.K, used by 417 and 421."""

from .types import Answer

INDUSTRIES = (
    Answer(1, "Pertanian tanaman padi dan palawija", "Rice and secondary food crops"),
    Answer(2, "Hortikultura", "Horticulture"),
    Answer(3, "Perkebunan", "Estate crops"),
    Answer(4, "Perikanan", "Fisheries"),
    Answer(5, "Peternakan", "Livestock"),
    Answer(6, "Kehutanan dan pertanian lainnya", "Forestry and other agriculture"),
    Answer(7, "Pertambangan/penggalian", "Mining and quarrying"),
    Answer(8, "Industri pengolahan", "Manufacturing"),
    Answer(9, "Pengadaan listrik, gas, uap/air panas dan udara dingin", "Electricity, gas, steam"),
    Answer(10, "Pengelolaan air, air limbah, dan daur ulang", "Water, waste water, recycling"),
    Answer(11, "Konstruksi", "Construction"),
    Answer(12, "Perdagangan dan reparasi kendaraan", "Trade and repair of vehicles"),
    Answer(13, "Pengangkutan dan pergudangan", "Transport and storage"),
    Answer(14, "Penyediaan akomodasi dan makan minum", "Accommodation and food service"),
    Answer(15, "Informasi dan komunikasi", "Information and communication"),
    Answer(16, "Keuangan dan asuransi", "Finance and insurance"),
    Answer(17, "Real estat", "Real estate"),
    Answer(18, "Jasa profesional, ilmiah, dan teknis", "Professional, scientific, technical services"),
    Answer(
        19,
        "Persewaan, ketenagakerjaan, agen perjalanan, dan penunjang usaha",
        "Rental, employment, travel and business support",
    ),
    Answer(
        20,
        "Administrasi pemerintahan, pertahanan, dan jaminan sosial wajib",
        "Public administration, defence, compulsory social security",
    ),
    Answer(21, "Pendidikan", "Education"),
    Answer(22, "Kesehatan dan aktivitas sosial", "Health and social work"),
    Answer(23, "Kesenian, hiburan, dan rekreasi", "Arts, entertainment, recreation"),
    Answer(24, "Jasa lainnya", "Other services"),
    Answer(25, "Keluarga sebagai pemberi kerja", "Households as employers"),
    Answer(26, "Badan internasional", "International bodies"),
)
