"""Javanese, Madurese, Sundanese and Betawi names."""

from pilar.demo.names.culture import Culture, words

_STEMS = words("har mar par kar war nar dar tar sar")
_MALE_ENDS = words("to di no yono yanto man jo min tono yadi sono")
_FEMALE_ENDS = words("ti ni yati tini sih mi yem nem tun yah lan")


def _derived(ends: tuple[str, ...]) -> str:
    """Su-har-to, Har-to and their kin: the first syllable may stand with or without Su-."""
    return " ".join(f"{prefix}{stem}{end}" for end in ends for stem in _STEMS for prefix in ("SU", ""))


JAVANESE = Culture(
    male=words(
        """
        Slamet Sutrisno Sugiyono Sugeng Supriyadi Bambang Joko Agus Budi Eko Dwi Tri Wahyu Hari Heru Teguh Sigit
        Subagyo Sugianto Suyanto Suyono Suyitno Subandi Sudarmaji Susilo Sukamto Sukarno Sumarno Sunaryo Supardi
        Suparno Suroso Sutarno Sutopo Suwarno Suwandi Wagiman Wagimin Wagiyo Wakidi Waluyo Wasito Widodo Winarno
        Wiyono Yatno Yatiman Kasiman Kasno Katiman Kusno Kuswanto Lasiman Legiman Legimin Mujiono Mujiman Mulyadi
        Mulyono Ngadiman Ngadimin Ngatiman Ngatimin Paiman Paimin Paijo Parmin Ponijan Ponimin Poniman Priyono
        Purwanto Purnomo Sadiman Sadimin Saimin Saiman Sakiman Samidi Samijo Sardi Sarimin Sarjono Sarwono Sastro
        Satiman Setiyono Sidik Sukirman Sukirno Sumadi Sunardi Supangat Suratman Suratno Suripto Sutejo Tarmuji
        Tugiman Tugimin Tukiman Tukimin Tukijan Tumiran
        """
        + _derived(_MALE_ENDS)
    ),
    female=words(
        """
        Sri Siti Endang Sumiati Suprapti Suparmi Sugiarti Sulastri Sulistyowati Sumarni Sumini Sunarti Supriatin
        Suryati Sutinah Suwarni Tukinem Tukiyem Tuminah Tumirah Tuginem Wagiyem Wagirah Wakinem Warsini Wartini Wiji
        Winarti Yatmi Yatinem Kasinem Kasiyem Kasmi Katinem Katmi Kusmiati Lasmi Lasinem Legiyem Leginem Martini
        Mujiati Mujiyem Mulyani Murni Mursiti Murtini Ngadinem Ngadiyem Ngatini Ngatmi Painah Painem Painten Parinem
        Partini Partiyem Poniyem Ponirah Pujiati Purwanti Purwati Rahayu Rubiyem Rukmini Rusmini Sadinem Saminah
        Saminem Samirah Samiyem Sarinah Sarinem Sariyem Sartini Satinem Satirah Sukarti Sukinah Sukinem Sulasmi
        Sulikah Sumirah Supadmi Supatmi Suratmi Suratinah Surip Surtini Tarmi Tarsini Tasmi Temu Titik Triyani
        Tumini Tuti Wahyuni Wulan Yuniarti Yustina Dewi
        """
        + _derived(_FEMALE_ENDS)
    ),
    male_second=words(
        """
        Santoso Widodo Wibowo Prasetyo Nugroho Susanto Hartono Purnomo Raharjo Utomo Wijayanto Setiawan Sulistyo
        Suryanto Hariyanto Handoyo Subagyo Kuncoro Pamungkas Laksono Wicaksono Sudarsono Priyanto Cahyono Prayitno
        Waluyo Riyanto Winarko Kurniawan Sasmito Wahono Haryono Sujatmiko Wardoyo Wasono Sukoco Pranoto Pribadi
        Sarjono Basuki Mulyono
        """
    ),
    female_second=words(
        """
        Lestari Rahayu Wahyuni Astuti Handayani Ningsih Utami Hartati Hartini Rejeki Wulandari Sulastri Mulyani
        Winarni Suharti Murtini Suprihatin Widayati Wijayanti Setyowati Kusumawati Pujiastuti Purwaningsih Indrawati
        Yuliati Sumarsih Sulistyaningsih Retnowati Rahmawati Lestariningsih Mulyaningsih Kuswati Sundari Hidayati
        Nurhayati Asih
        """
    ),
    one_word=(0.62, 0.22, 0.02),
    traditional=(0.78, 0.45, 0.06),
    muslim=0.5,
    religions=(94.6, 2.6, 2.0, 0.3, 0.4, 0.02, 0.08),
)
MADURESE = Culture(
    male=words("""
        Moh Matsari Misnadi Misbah Buhari Durahman Sahid Sahri Samsuri Satumin Saniman Hosen Hosnan Juma'in Marsuki
        Masduki Mat_Hari Misjan Munali Nawi Ruslan Sahrawi Salehoddin Sattar Sumahwi Syaiful Tohari Umam Zaini
        Subairi Suharto Mattawi Busidin Bunadin Dulla Fathorrahman Hamidi Imam Jakfar Kacong Maskur Moner Rofii
        """),
    female=words("""
        Misnati Misna Sumiyati Suhriya Buriyah Hosniyah Juma'ati Maryamah Maisaroh Misriyah Munawaroh Musliha
        Nawiyah Rahmaniyah Romlah Sa'adah Salma Samsiyah Satuni Siyani Sulimah Sumaini Supiyah Suryati Tija Toyyibah
        Uswatun Zubaidah Bungkarena Hatijah Hosnol Juhairiyah Khotijah Maimunah Marhama Muzayyanah
        """),
    male_second=words("""
        Hidayat Rahman Arifin Hasan Anwar Efendi Sholeh Bahri Romli Hakim Wahyudi Fauzi Rasid Hosen Jailani
        """),
    female_second=words("""
        Hasanah Fitriyah Jannah Hidayati Wahyuni Agustin Ningsih Kholifah Hotimah Ulfa Sofiyah Andriani
        """),
    one_word=(0.7, 0.35, 0.05),
    traditional=(0.75, 0.4, 0.1),
    muslim=0.9,
    religions=(99.5, 0.3, 0.1, 0, 0.05, 0, 0.05),
)
SUNDA = Culture(
    male=words("""
        Asep Dadang Ujang Cecep Endang Dede Iwan Yayan Yayat Wawan Tatang Maman Mamat Mulyana Enjang Entis Engkos
        Encep Eman Eutik Udin Uding Uus Ucup Nana Nandang Nanang Iyan Iyus Idi Ikin Iing Ade Adang Aceng Agus Aep
        Ajat Aos Apep Atang Dadan Dudung Dindin Didin Deden Deni Edi Emuh Herman Jajang Jaja Jujun Kosasih Kuswara
        Oman Omo Opik Oyon Rohmana Rukmana Saepudin Sapri Suherman Sukmana Suryana Tardi Toto Usep Yana Yusup Zenal
        """),
    female=words("""
        Euis Eti Iis Lilis Neneng Imas Ai Nani Nining Cucu Cicih Entin Enung Enok Elis Ela Eem Iin Ida Ika Ipah
        Kokom Komariah Kartini Mimin Mumun Nunung Nuraeni Oneng Onah Oom Popon Rukoyah Rohaeti Rohayati Rina Siti
        Sumiati Suhaeni Tati Titi Titin Tuti Ucu Uum Yayah Yati Yoyoh Yuyun Wiwin Teti Sopiah Sutiah Sukaesih Nyimas
        Neng Mintarsih Lina Juju Juhaeriah Engkar Dedeh Dewi Cicah Aisah Aas Atikah Anih Nurhayati Resti
        """),
    male_second=words("""
        Hidayat Suryana Permana Sudrajat Mulyana Kurnia Setiawan Supriatna Gunawan Rohman Saepuloh Suherman Kusnadi
        Wahyudin Sutisna Rustandi Ruhiyat Hermawan Priatna Solihin Nugraha Somantri Sumarna Sobari
        """),
    female_second=words("""
        Nurhayati Rohaeti Sumiati Suryani Mulyati Komariah Kurniasih Sopiah Rohayati Yulianti Sukaesih Maryati
        Rosmiati Nuraeni Lestari Kartika Hasanah Juariah Herawati Suhartini Rostiana Nurjanah
        """),
    one_word=(0.6, 0.2, 0.03),
    traditional=(0.75, 0.5, 0.1),
    muslim=0.6,
    religions=(99, 0.5, 0.3, 0.05, 0.1, 0.02, 0.03),
)
BETAWI = Culture(
    male=words("""
        Muhidin Mahmud Marjuki Masduki Naman Nasir Nawi Niin Nisan Rojali Rohim Rosid Rusdi Sabeni Saidi Saiman
        Salim Samin Sanusi Sarmili Sarmadi Satiri Subur Sukri Sulaeman Syafei Syahroni Tabrani Tohir Usman Yakub
        Zaelani Abdul Abdullah Ahmad Amsir Anwar Asmat Asmawi Bachtiar Basir Bokir Dulhadi Fahrurozi Gopur Hasbullah
        Hamdani Husin Idup Jaelani Jayadi Junaedi Kosim Madani Madrais Mansyur Matalih Matali Mian Mugeni Mukri
        Muslih Nimin
        """),
    female=words("""
        Rohani Romlah Rogayah Maemunah Mariam Marhamah Masnah Minah Mulyanah Munah Nacih Napsiah Nasiah Nemin
        Nuraini Nurhasanah Nurlela Rodiah Rohmah Rukiah Saanih Sadiah Salamah Salbiah Samiah Sanih Sapuroh Saroh
        Siti Sopiah Suhaeti Sumiyati Sunenti Titin Tinah Umayah Umi Yati Yayah Zubaedah Zuleha Aminah Aisah Amah
        Asenih Atikah Emah Eni Fatimah Halimah Hamidah Hindun Icih Idah Jamilah Juleha Kokom Kartini Khodijah Lilis
        """),
    male_second=words("""
        Rohman Hidayat Saputra Fauzi Maulana Hakim Mubarok Setiawan Rizki Sobari Syahroni Nawawi Suhendra Kurniawan
        Suryadi Ramdani Firdaus Mulyadi Hasanudin Fadillah Apriyanto Supriadi Wahyudi Alamsyah
        """),
    female_second=words("""
        Hasanah Aulia Nurhayati Fitriani Komalasari Rahmawati Lestari Sari Oktaviani Agustin Amelia Suhartini
        Kurniasih Handayani Mulyani Safitri Nurjanah Fauziah Apriliani Damayanti Yulianti
        """),
    one_word=(0.68, 0.3, 0.04),
    traditional=(0.75, 0.45, 0.12),
    muslim=0.85,
    religions=(99.4, 0.3, 0.1, 0, 0.15, 0.02, 0.03),
)
CHINESE = Culture(
    male=words("""
        Hendra Hendry Budi Andi Rudy Suryanto Johan Tony Jimmy Willy Hartono Herman Sugianto Susanto Wijaya Lukman
        Kusnadi Darmawan Effendi Gunawan Handoko Iskandar Steven Kevin Jonathan Calvin Felix Vincent William Ricky
        """),
    female=words("""
        Lina Linda Yenny Lily Meilani Meliana Susanti Yuliana Fenny Jenny Silvia Sylvia Vivian Cindy Stefanie
        Jessica Angela Felicia Michelle Natalia Caroline Evelyn Christine Ratna Merry Hetty Julia Megawati Lanny
        Ivone
        """),
    male_second=words("""
        Wijaya Tanuwijaya Gunawan Halim Santoso Kusuma Hartanto Setiawan Lim Tan Susilo Widjaja Salim Cahyadi
        """),
    female_second=words("""
        Wijaya Tanuwijaya Gunawan Halim Santoso Kusuma Hartanto Setiawan Lim Tan Susilo Widjaja Salim Dewi
        """),
    one_word=(0.1, 0.05, 0.01),
    traditional=(0.95, 0.85, 0.7),
    muslim=0.02,
    religions=(3, 32, 20, 0.5, 42, 2.4, 0.1),
    surnames=words("""
        Tan Lim Wijaya Halim Gunawan Oei Liem The Salim Hartono Kusuma Chandra Tanujaya Liman Ong Kurniawan
        """),
    surname_share=0.75,
)
