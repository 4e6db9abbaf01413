"""Minang, Lampung, Malay, Batak and Nias names."""

from pilar.demo.names.culture import Culture, words

MINANG = Culture(
    male=words(
        """
        Syafrizal Syafril Syafri Syahrial Syahril Syamsuar Syamsir Syamsurizal Zulkifli Zulfahmi Zulfadli Zulhendri
        Zulherman Yusrizal Yusnedi Yulizar Yuhendri Yondri Yandri Afrizal Afriadi Afdal Alfitra Amrizal Amril
        Anasril Andri Ardizal Arizal Armen Arman Asril Asrizal Aswardi Azwar Azrial Bakhtiar Basril Basrizal Buyung
        Chairul Dasril Dasrizal Darmawi Darwis Delfi Edison Effendi Efrizal Elfizon Elvis Emrizal Epi Erizal
        Ermansyah Fahrizal Ferizal Firdaus Gusnedi Gusrizal Hasrizal Hendrizal Herizal Hendra Idrizal Indrizal
        Irwandi Iskandar Ismed Jasril Jamaris Jafri Jondrizal Junaidi Kamaruzzaman Kasmir Khaidir Lukman Mardanus
        Mardi Marjohan Masrizal Mawardi Muchlis Mursal Nasrul Nasrun Nasrizal Nofrizal Novrizal Nurman Nursal Rafles
        Ramli Rasyidin Refrizal Ridwan Rinaldi Risman Rosman Rusdi Ruslan Rustam Sabirin Sahrul Sawirman Sofyan
        Sudirman Suhatril Suardi Sutan Syarkawi Taufik Tarmizi Tasrif Usman Wendri Wirman Yasril Yasrul Yeni_Hendri
        Yulhendri Zainal Zamzami Zulbahri Zuldafri Zulirman Zulrifan
        """
    ),
    female=words(
        """
        Yusnimar Yusniar Yuliarni Yulisma Yarnis Yurnalis Yulinar Zulbaidah Zuraida Zulmaini Zurniati Zaiyar Asnimar
        Asni Asmawati Asmiar Asnidar Afrida Afrinawati Arnis Armiati Arnita Aslinda Azizah Basnimar Bainar Dahniar
        Dasmawati Darnis Darmiati Deswita Desmawati Dewi Eliza Elfina Elmiati Elvira Erlinda Ermawati Erna Erniwati
        Eva Fatmawati Fauziah Fitriyeni Gusnimar Gusmaniar Gustina Hasnah Hasnimar Helmiati Herlina Ida Idawati
        Indrawati Ismaniar Jasmaniar Jasniar Jusmaniar Kartini Kasmawati Lasmi Lisnawati Lindawati Mardiana Marlis
        Marnis Marnida Martini Masna Mariani Mulyati Murniati Mutiara Nelfira Nelwati Netti Nofrianti Nurbaiti
        Nurhaida Nurhayati Nurlis Nurmaini Nurmi Nursima Nursinah Nurziah Rafnida Rahmadani Ramaini Ramayulis Rasuna
        Ratna Resmiati Ridawati Rosmaini Rosmi Rosna Rosnidar Rosnita Rusdiana Rusmiati Salmah Sariani Sawirna
        Syafnida Syamsidar Syamsinar Suarni Sudarni Suryati Upik Warnis Wirda Wirnis Yasmaniar Yelfi Yenita Yessi
        Yusmaini Yusneli Yosi Zahara Zainab Zarnida Zubaidah Zulmiati
        """
    ),
    male_second=words("""
        Putra Saputra Chaniago Rahman Hidayat Syahputra Efendi Fajri Fadli Ramadhan Irawan Syafei Kurniawan Rizal
        Hamid Marlin Nofri Oktavian Pratama Ilahi Hakim Arif Anwar Akbar Yendri Candra Afandi Rasyid Fernando
        """),
    female_second=words("""
        Yanti Putri Sari Oktavia Fitri Rahmi Yeni Wahyuni Afrianti Delvia Fauziah Hasanah Handayani Lestari Marlina
        Mulyani Novia Permata Rahayu Rahmadani Rosalina Safitri Suryani Susanti Wati Yulia Yulianti Zahra Zalfa
        """),
    one_word=(0.72, 0.3, 0.02),
    traditional=(0.85, 0.55, 0.1),
    muslim=0.6,
    religions=(99.7, 0.15, 0.1, 0, 0.03, 0, 0.02),
    surnames=words("""
        Chaniago Caniago Tanjung Koto Piliang Sikumbang Jambak Guci Pili Malayu Mandailiang Panyalai Simabur
        """),
    surname_share=0.06,
    honorifics=words("Sutan St. Marah Sidi Bagindo"),
    honorific_share=0.015,
)
LAMPUNG = Culture(
    male=words("""
        Zainal Zulkifli Zubaidi Umar Tamsir Tarmizi Syahrul Sulaiman Sofyan Saibun Ruslan Rusdi Rozali Ridwan Ratu
        Raden Pangeran Oktarizal Nurdin Nasrullah Mursalin Muchtar Mat_Nur Marzuki Makmun Khaidir Kholil Iskandar
        Indra Ibrahim Hipni Herwan Helmi Hasan Firdaus Fauzan Effendi Edward Dalom Damiri Burhan Bastari Azwar
        Asnawi Ansori Amrullah Alamsyah Akuan Ahmad Abdurrahman Minak Rizal Tabrani Yulizar Yurizal Zaini Zuhri
        """),
    female=words("""
        Zuraida Zubaidah Yusnani Yulina Umi Tihajar Suryati Sulastri Siti Rosmala Rosdiana Rohana Rohima Ratna
        Nursiah Nurma Nurbaiti Nuraini Mastura Masnona Marlena Mariyam Maimunah Maisaroh Laila Komala Khoiriah
        Hayati Helda Hasanah Halimah Fatimah Erlina Emalia Elyana Dahlia Darwani Cik_Nona Asmara Asnah Aminah Aida
        Herlina
        """),
    male_second=words("""
        Putra Saputra Alam Effendi Akbar Ratu Pratama Hidayat Jaya Sanjaya Syah Wijaya Utama Gunawan Prabu Marga
        """),
    female_second=words("""
        Sari Putri Wati Yanti Aulia Agustina Lestari Oktavia Maharani Anggraini Fitria Utami Marlina Safitri
        """),
    one_word=(0.5, 0.2, 0.02),
    traditional=(0.75, 0.45, 0.1),
    muslim=0.7,
    religions=(99.5, 0.2, 0.1, 0.1, 0.05, 0, 0.05),
    honorifics=words("Raden Minak Tubagus Ratu"),
    honorific_share=0.02,
)
MALAY = Culture(
    male=words("""
        Abdullah Ahmad Aziz Azhar Bahar Darwin Fahmi Hamdan Hamzah Hasyim Idris Jamal Kamal Latif Mahyudin Mukhtar
        Nazar Rahmat Raja Razali Roslan Said Syahrizal Syarif Tengku Wan Yahya Yusuf Zahari Zainudin
        """),
    female=words("""
        Aida Aisyah Asiah Azizah Fadilah Farida Hamidah Jamilah Khairani Laila Maznah Nuraini Rabiah Rohani Rosnah
        Salmiah Sharifah Suhaila Syarifah Wan Yusnita Zahara Zainab Zaleha Zarina Zuraini
        """),
    male_second=words("""
        Hidayat Putra Rahman Harahap Syahputra Effendi Kurniawan Siregar Siagian Fauzi Ramadhan Saputra
        """),
    female_second=words("""
        Sari Putri Yanti Hasanah Rahmah Wahyuni Lestari Fitri Khairani Mutiara Aulia Andini
        """),
    one_word=(0.5, 0.2, 0.02),
    traditional=(0.8, 0.5, 0.1),
    muslim=0.9,
    religions=(99, 0.5, 0.2, 0, 0.3, 0, 0),
)
BATAK = Culture(
    male=words("""
        Parlindungan Parulian Binsar Bonar Sahat Saut Togar Tigor Tumpal Tulus Poltak Pahala Maruli Marolop Manahan
        Jonggi Jannes Horas Hotman Hasiholan Edward Ebenezer Dolok Charles Bungaran Bona Binton Anton Albiner
        Rikardo Rinto Roy Robert Ronald Ruben Sabar Samuel Sihar Tohap Toni Ucok Victor Wilson Yosua Andreas Daniel
        Jhon Frengki
        """),
    female=words("""
        Tiurma Tiarma Tiomina Tiur Rotua Roslina Rosinta Rosmauli Ria Rianti Sondang Sorta Santi Risma Ramauli Pesta
        Nurhaida Nurmala Netty Mery Mauli Masta Marlina Lasma Lamria Kristina Juliana Hotma Hotmauli Herti Helena
        Evalina Erika Dumaria Dorlan Desima Debora Bunga Basaria Asima Artha Anita Romauli Rosdiana Rumondang Melva
        Yanti Yohana
        """),
    male_second=words("""
        Parulian Hasiholan Tua Maruli Binsar Kristian Parlindungan Sahala Halomoan Pardomuan Martua Ronaldo Putra
        """),
    female_second=words("""
        Maria Uli Romauli Novita Kristiani Yanti Rosalina Natalia Margaretha Sari Anggreni Octaviani Tiurma
        """),
    one_word=(0.35, 0.1, 0.02),
    traditional=(0.85, 0.6, 0.25),
    muslim=0.15,
    religions=(15, 72, 13, 0, 0, 0, 0),
    surnames=words("""
        Sitorus Simanjuntak Siahaan Siregar Sihombing Silalahi Simbolon Nainggolan Manurung Hutapea Hutagalung
        Sinaga Situmorang Pasaribu Panjaitan Marpaung Lubis Nasution Harahap Tampubolon Napitupulu Purba Damanik
        Saragih Sembiring Ginting Tarigan Sitepu Perangin-angin Gultom Pakpahan Sianturi Aritonang Rajagukguk
        Tambunan
        """),
    surname_share=0.93,
)
NIAS = Culture(
    male=words("""
        Faigizaro Fatizaro Ododogo Sokhiatulo Yasozatulo Taliziduhu Samaeri Martinus Eliyunus Yulianus Firman
        Hezatulo Fo'arota
        """),
    female=words("""
        Yasnidar Rosmawati Yuniwati Erniwati Yamiria Sitimina Fatina Melina Yarniwati Elizama Nibenia Adilina
        Famahato
        """),
    male_second=words("Putra Kristian Jaya Berkat Setia"),
    female_second=words("Kristiani Sari Yanti Wati Natalia"),
    one_word=(0.1, 0.05, 0.0),
    traditional=(0.9, 0.7, 0.4),
    muslim=0.02,
    religions=(3, 74, 23, 0, 0, 0, 0),
    surnames=words("""
        Zebua Gulo Lase Zega Telaumbanua Harefa Halawa Laoli Waruwu Mendrofa Hia Nduru Zai Daeli Zendrato
        """),
    surname_share=0.96,
)
