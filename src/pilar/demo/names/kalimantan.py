"""Kutai, Banjar, Dayak, Bugis and Toraja names."""

from pilar.demo.names.culture import Culture, words

KUTAI = Culture(
    male=words("""
        Aji Awang Encek Ardiansyah Asransyah Arifin Bahransyah Bahrun Burhansyah Darmansyah Djamhari Edyansyah
        Firmansyah Hairansyah Hamransyah Hermansyah Idris Ismail Johansyah Jumransyah Kadri Kamransyah Masransyah
        Mohd Mursidi Nordin Norhansyah Rachmansyah Rusdiansyah Rusliansyah Salehansyah Samransyah Sapransyah
        Sofyansyah Suriansyah Syahrani Syahransyah Taufiksyah Usransyah Yuransyah Zainal Zulkarnain Asmuni Bustani
        Effendi Hasbullah Kasyful
        """),
    female=words("""
        Aji Dayang Encek Norhasanah Norjanah Noraidah Norliani Normah Noorhayati Asmah Asiah Arbainah Bahrah Darmah
        Dahniar Faridah Galuh Hadijah Hamsiah Hasnah Idah Isnaniah Jumiah Jubaidah Kartinah Mahdalena Mariyati
        Masitah Masliah Misrah Mursinah Rahmah Rasidah Rusmini Salasiah Saniah Sariatun Siti Suryani Syahrah Wahidah
        Zahrah
        """),
    male_second=words("""
        Syah Saputra Noor Rahman Hidayat Fadillah Pratama Arsyad Anwar Effendi Akbar Ramadhan Yusuf Fauzi
        """),
    female_second=words("""
        Wati Hasanah Aulia Sari Puteri Aini Safitri Maulida Rahmah Fitriani Ramadhani Hidayah Noor Amalia
        """),
    one_word=(0.65, 0.28, 0.02),
    traditional=(0.8, 0.45, 0.1),
    muslim=0.75,
    religions=(98.5, 0.8, 0.6, 0, 0, 0, 0.1),
    honorifics=words("Aji Awang Dayang Encek"),
    honorific_share=0.03,
)
BANJAR = Culture(
    male=words("""
        Abdul Syahrani Syahruddin Hamdani Hamdi Hairani Hairul Fahriadi Fahrudin Bahrudin Bahrani Asmuni Ardiansyah
        Anang Amat Akhmad Aspul Basuni Busrani Darkasi Darmawi Gazali Gusti Husaini Ideris Ibrahim Jumberi Jailani
        Juhdi Kaspul Khairani Mahyuni Mahlan Maslan Masrani Mukhyar Murjani Nasrullah Norman Pahrudin Padli Rahmadi
        Rahmani Rusmadi Rijali Sabran Sahrani Salapuddin Samsuni Sanusi Sarkani Suriani Suriansyah Tarmiji Utuh
        Yurani Zainuri Zarkasi
        """),
    female=words("""
        Galuh Norhayati Norjannah Noorlaila Normilawati Mahrita Mariani Maimunah Masniah Mastura Masrupah Mastinah
        Misbah Hapsah Haderiah Hadijah Hairiah Halidah Hamsah Hasnawati Herlina Hilda Ida Intan Isnawati Jamiah
        Jannah Juairiah Kamariah Kartini Khairiah Lamsiah Lasiah Muliani Mursidah Nana Patimah Rabiatul Rahmaniah
        Raudah Risnawati Rusdiana Rusnah Saidah Salasiah Salmah Saniah Sapiah Saudah Siti Sumarni Suryani Syarifah
        Wardah Yulianti Zubaidah
        """),
    male_second=words("""
        Noor Rahman Hidayat Saputra Fauzi Hadi Syarif Arsyad Rahim Fahmi Hafiz Anshari Ridha Rifani Maulana Ramadhan
        """),
    female_second=words("""
        Hasanah Jannah Aulia Rahmah Wati Fitriani Safitri Maulida Hayati Aini Hidayah Mahmudah Latifah Humaira
        """),
    one_word=(0.62, 0.25, 0.02),
    traditional=(0.75, 0.45, 0.1),
    muslim=0.85,
    religions=(99.6, 0.2, 0.1, 0, 0, 0, 0.1),
    honorifics=words("Gusti Anang"),
    honorific_share=0.015,
)
DAYAK = Culture(
    male=words("""
        Lejau Ding Lung Ngau Ngang Jalung Lawing Bilung Ajang Anyeq Bith Gun Hibau Hajang Ibau Jiu Juan Kueng Kule
        Liah Liban Luhat Mering Merang Nyuk Pebun Pelhun Tekwan Tingang Usat Uluk Yurang Alang Jau Wan Petrus
        Yohanes Markus Yosef
        """),
    female=words("""
        Asung Bulan Buaq Dau Devung Hangin Huring Hunyang Idang Ipui Kerei Lahai Lenjau Livet Lutang Mening Ngo Ping
        Peluk Pare Song Tipung Ulau Usun Unyang Yeq Bungan Awing Maria Kristina Magdalena Yuliana Margareta Marta
        """),
    male_second=words("""
        Ngau Lung Jalung Ajang Usat Lawing Ding Ibau Bilung Liah Kristian Agustinus Putra
        """),
    female_second=words("Lung Ngau Ajang Usat Lawing Ding Ibau Bulan Kristina Novita Sari"),
    one_word=(0.25, 0.08, 0.01),
    traditional=(0.9, 0.6, 0.25),
    muslim=0.06,
    religions=(4, 58, 35, 0.5, 0, 0, 2.5),
)
BUGIS = Culture(
    male=words("""
        Abd Ambo Andi Baco Baso Beddu Bakri Bahar Basri Beddung Cammang Colleng Dalle Daming Darwis Hamka Hamsir
        Hasanuddin Haeruddin Herman Iskandar Jamaluddin Jufri Kamaruddin Kaharuddin Lapaga Laupe La_Ode Latang
        Lukman Mappa Mappiare Mansyur Muhlis Mursalim Nasir Nasruddin Nurdin Paharuddin Palla Ramli Rusli Rustan
        Sabir Sahabuddin Sainuddin Saharuddin Sappe Sudirman Sulaeman Supardi Suardi Syahrir Syamsu_Alam Syarifuddin
        Takdir Tahir Tang Umar Usman Yunus
        """),
    female=words("""
        Andi Becce Besse Indo I_Tang I_Mare Hasnah Hasniar Hasnawati Hasmiati Hajrah Hadrah Halijah Hamidah Hamsinah
        Hartati Herawati Isa Jumriah Jumiati Kartini Kasmawati Mariama Marhuma Marwah Masnah Masniati Mardiana
        Megawati Muliati Murni Nadirah Naharia Nurhaeda Nurhayati Nurlina Nurmiati Nursiah Nurbaya Rabasia Rahmatia
        Ramlah Ratnawati Rosmini Rosnaini Rosmiati Rostina Saenab Salmiah Sanawiah Sitti Suarni Suriani Syamsiah
        Syamsinar Tenri Tija Upik
        """),
    male_second=words("""
        Alam Rahman Akbar Hidayat Saputra Syam Anugrah Tahir Ilham Ishak Amal Arsyad Mappatoba Jaya Pratama Ramadhan
        """),
    female_second=words("""
        Tenri Sari Wati Amelia Aulia Ramadhani Putri Fadillah Safitri Rahmah Nurul Anggraeni Khaerunnisa Syam Asmi
        """),
    one_word=(0.72, 0.35, 0.03),
    traditional=(0.85, 0.55, 0.15),
    muslim=0.7,
    religions=(99.4, 0.4, 0.15, 0, 0, 0, 0.05),
    honorifics=words("Andi Daeng A."),
    honorific_share=0.06,
)
TORAJA = Culture(
    male=words("""
        Yohanis Yosep Daniel Markus Matius Simon Luther Elisa Sampe Tandi Bongga Pasombo Rante Pong Ruru Lembang
        Semuel Agustinus
        """),
    female=words("""
        Maria Yuliana Marta Ester Debora Rut Damaris Elisabet Limbong Bunga Datu Lai' Indo' Sarce Yospina Agustina
        Alfrida
        """),
    male_second=words("Tandi Rante Pasang Bua Sampe Patulak Palimbong Kristian"),
    female_second=words("Tandi Rante Bua Lebang Kristina Sarira Patanduk Novita"),
    one_word=(0.1, 0.05, 0.01),
    traditional=(0.9, 0.7, 0.4),
    muslim=0.03,
    religions=(4, 74, 21, 0.5, 0, 0, 0.5),
    surnames=words("""
        Tandilino Rantepadang Pasande Sampetoding Bungaran Palayukan Tandirerung Rombe Payung Pongsapan Sarungallo
        Lolo
        """),
    surname_share=0.7,
)
