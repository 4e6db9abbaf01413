"""Elements used over the whole country: Muslim, Christian and modern names."""

from pilar.demo.names.culture import words

MUHAMMAD = words("""
        MUHAMMAD MUHAMAD MOHAMMAD MOHAMAD M. MOH. MUH. MOCHAMMAD MOCHAMAD MUCHAMMAD ACHMAD AHMAD AKHMAD
        """)
MUHAMMAD_SHARES = (30, 13, 8, 6, 9, 7, 5, 4, 3, 1, 5, 12, 3)
SITI = words("SITI SITTI ST. NUR NOER SRI DEWI")
SITI_SHARES = (48, 7, 4, 22, 2, 10, 7)

MUSLIM_MALE = words("""
        Ahmad Abdul Yusuf Ibrahim Ismail Hasan Husein Ali Umar Usman Zainal Arifin Ridwan Rahmat Hidayat Syarif
        Hamid Karim Rahman Rohman Aziz Latif Malik Basri Anwar Amin Saleh Idris Ilyas Iskandar Sulaiman Daud Yunus
        Zakaria Harun Musa Mansur Jalaluddin Nuruddin Kamaruddin Syamsuddin Burhanuddin Baharuddin Saifuddin
        Hasanuddin Nasruddin Fakhruddin Zainuddin Syarifuddin Jamaluddin Najamuddin Badruddin Samsul Saiful Khairul
        Syaiful Nurul Misbahul Miftahul Asrul Fauzi Fikri Fadli Fadil Faisal Farhan Farid Fahmi Fahri Fathur Hafiz
        Hamzah Haris Haikal Hanif Ihsan Ilham Imam Irfan Irsyad Ikhsan Jafar Kholid Lutfi Luthfi Mahmud Marzuki
        Maulana Mubarok Mukhlis Muslim Mustofa Mustafa Muzakki Nabil Nasir Nasution Nizar Qodir Rafi Rafli Raihan
        Rasyid Rasyad Rizal Rizki Rizky Riski Rofiq Sabar Sahrul Salman Sholeh Shofyan Sofyan Subhan Syahrul Syahrir
        Tajudin Taufik Taufiq Thoriq Ubaidillah Ulil Wahid Wahyu Yasin Yasir Zaenal Zainul Zaki Zaid Zulfikar
        Zulkifli Zulham Akbar Akmal Alfian Alwi Amir Amiruddin Anas Arif Arsyad Asep Aslam Asnawi Azhar Azis Azwar
        Bahri Bakri Bilal Bukhori Chairul Dzaki Effendi Fathoni Fatkhur Ghofur Ghozali Habib Habibi Hakim Halim
        Hambali Hariri Hasbi Hasyim Hilman Junaidi Kamal Khoirul Khusnul Kurniawan Lukman Luqman Ma'ruf Mahfud
        Makmur Masykur Mu'min Mufid Muhaimin Muhsin Mujib Mukhtar Munawar Munir Muntaha Nawawi Nu'man Rahim Ramli
        Rusdi Rusli Sadli Said Salim Sanusi Sirajuddin Suhaimi Syafei Syafruddin Syakur Syukri Syukur Tamrin Thamrin
        Tohir Wildan Yahya Yazid
        """)
MUSLIM_FEMALE = words("""
        Nur Siti Aisyah Fatimah Khadijah Aminah Halimah Maryam Zainab Zahra Rahmah Rohmah Hasanah Khasanah Hidayah
        Nurul Nurhayati Nurjanah Nurlaila Nuraini Nurlela Nurhasanah Nurbaiti Nurhidayah Nurmala Nursiah Nuryati
        Nurasiah Romlah Rukiyah Rokayah Ruqayyah Salamah Salmah Salma Saadah Saidah Sakinah Salimah Sholihah Solehah
        Samsiah Syamsiah Suaibah Syarifah Syafitri Sulaikha Zulaikha Zubaidah Zuraida Zuhriyah Zakiyah Zaleha
        Zainabun Yulia Yusra Yuliana Wardah Wahidah Ummi Umi Ulfa Ulfah Uswatun Tsania Salsabila Sabrina Safira
        Shafira Shakila Sarah Saskia Rahma Rahmi Rahmawati Rasyidah Raudah Rifa Rizka Rizki Robiatul Rodiah Rofiah
        Rohani Rohana Rosidah Rosmiati Rusmiati Qonita Qurrota Nabila Nadia Nadira Nafisah Naila Najwa Nazwa Nisa
        Anisa Annisa Khoirun Khairunnisa Khofifah Kamila Kamilah Jamilah Juwairiyah Intan Inayah Ilmi Husna Humaira
        Hanifah Hanum Hafsah Hajar Habibah Fitri Fitria Fitriani Fitriyah Firda Fauziah Farida Faridah Farah
        Fadhilah Fadillah Dzakiyah Dian Dahlia Badriyah Azizah Azzahra Asma Asmaul Asiyah Aulia Amalia Amelia Alya
        Alfiah Aliyah Afifah Adawiyah Munawaroh Musyarofah Mutmainah Mutiara Muslimah Mufidah Mukarromah Miftahul
        Masruroh Masitoh Maslikah Maisaroh Mahmudah Laila Latifah Lathifah Lutfiah Luluk Kholifah Khotimah Istiqomah
        Ismiati Hamidah Hamdah Hartini Hilmiyah Hindun Iffah Juhairiah Kulsum Ummu Maimunah Malikah Mardiyah Marwah
        Nafsiah Nikmah Ni'mah Rabiah Rahimah Ramlah Rasidah Sabariah Safiah Sahara Saniah Sapiah Saripah Suryani
        Tasniah Usrah Wasilah
        """)
CHRISTIAN_MALE = words("""
        Yohanes Petrus Paulus Andreas Stefanus Markus Matius Lukas Yosef Yakobus Simon Samuel Daniel David Yonatan
        Yosua Antonius Agustinus Fransiskus Ignatius Robertus Albertus Bernadus Martinus Thomas Titus Timotius
        Filipus Benyamin Gabriel Rafael Mikael Kristian Kristianto Hendrik Johan Jeremia Immanuel Jonathan Nathanael
        Elia Kornelius Viktor
        """)
CHRISTIAN_FEMALE = words("""
        Maria Marta Kristina Yohana Elisabet Debora Ester Rut Sara Rebeka Lidia Magdalena Theresia Fransiska
        Agustina Anastasia Bernadeta Veronika Monika Katarina Margareta Agnes Angela Natalia Kristiana Yuliana
        Yosefina Paulina Stefani Priskila Grace Yemima Hana Rahel Febriani Novita Susana Henny Betty Meri Helena
        Klara Lusia Rosalia Felisitas
        """)
MODERN_MALE = words("""
        Rizky Dimas Aditya Bayu Andi Budi Agus Eko Dwi Tri Dedi Hendra Rudi Joko Ari Ardi Arya Bagas Bagus Bambang
        Candra Chandra Danang Dani Deni Denny Dendi Dodi Doni Edi Eka Erwin Fajar Feri Ferry Galang Galih Gilang
        Hadi Handoko Hari Hendri Heri Heru Indra Irawan Iwan Johan Jefri Kevin Krisna Leo Lukas Nanda Nico Nova
        Novan Oki Panji Prasetyo Putra Radit Raka Rama Randi Reza Rendi Rian Riko Rio Robi Roni Satria Septian Sigit
        Surya Teguh Tegar Tommy Toni Vino Wawan Wisnu Yoga Yogi Yudi Yudha Yanto Yulianto Adi Ade Adam Alvin Andika
        Andre Angga Anton Arga Ariel Azka Bima Bintang Bobby Daffa Davin Desta Dion Elang Fabian Farel Gading Gibran
        Hafid Jovan Kenzo Keanu Langit Marvel Naufal Nizam Novrian Rafka Rangga Raffi Ravi Rayyan Refan Revan Rifki
        Rivan Sandi Sakti Tirta Virgi Wira Yuda Zidan Zaki Alif Arkan Athaya Al_Fatih
        """)
MODERN_FEMALE = words("""
        Dewi Putri Ayu Sri Rina Rini Ratna Ratih Wulan Indah Dian Desi Devi Dina Dini Eka Elsa Endang Erna Evi Fani
        Fitri Gita Hani Hesti Ika Ina Indri Intan Ira Irma Kartika Kiki Lestari Lia Lilis Lina Linda Lisa Lusi Maya
        Mega Meli Melinda Mira Monica Nanda Nia Nita Novi Novita Nina Nining Okta Puspita Rani Ria Rika Ririn Rita
        Rosa Santi Sari Selvi Septi Sinta Sila Susi Tari Tia Tina Tiara Titin Tri Tuti Vera Vina Vivi Wahyu Wati
        Weni Widya Winda Yani Yanti Yeni Yuli Yulia Yunita Adelia Adinda Agnes Alika Alisha Almira Amanda Anggun
        Anggi Angel Aprilia Aqila Ariana Aurel Aurelia Azalea Bella Bunga Calista Chelsea Cantika Chika Cinta Citra
        Clarissa Diva Dwi Elvira Febri Felicia Feby Gisella Hana Jihan Jasmine Kayla Keisha Keysha Kirana Larasati
        Latisha Livia Luna Marsha Mawar Melati Mikayla Nayla Naura Olivia Oktaviani Permata Queenza Rachel Raisa
        Ranti Regina Safa Salwa Sheila Syifa Talita Tasya Talitha Vania Vanya Yasmin Yolanda Zahwa Zaskia Zivanna
        """)
MODERN_MALE_LAST = words("""
        Saputra Pratama Kurniawan Setiawan Hidayat Nugroho Wijaya Santoso Prasetyo Ramadhan Ramadan Firmansyah Putra
        Gunawan Susanto Hermawan Irawan Wibowo Purnomo Permana Maulana Hakim Fauzan Al_Farizi Perdana Purnama
        Mahendra Aditama Anugrah Atmaja Bachtiar Darmawan Dermawan Dharma Efendi Hendrawan Himawan Iskandar Kusuma
        Kuncoro Laksono Mulyana Nurdiansyah Pamungkas Pangestu Prabowo Pradana Pradipta Prayoga Priyatna Raharjo
        Rahardian Rizaldi Sanjaya Sasongko Septiawan Setyawan Sudrajat Sulistyo Suryadi Syahputra Utama Utomo
        Wahyudi Wardana Wicaksono Widodo Winata Wiratama Yudhistira Yulianto Akbar Alamsyah Alfarizi Alfiansyah
        Ardiansyah Andrianto Aprianto Ariyanto Azhari Febrianto Ferdiansyah Fitrianto Hariyanto Herdiansyah Heryanto
        Juliansyah Kristanto Novianto Oktavianto Rahmadi Rinaldi Romadhon Rusdianto Supriyadi Suryanto Syaputra
        Triyanto Wiranata Yusriansyah Zulfikri Ghifari Al_Ghifari Hafidz Abqary Rabbani Ramdani
        """)
MODERN_FEMALE_LAST = words("""
        Lestari Wulandari Sari Rahayu Handayani Puspitasari Anggraini Permatasari Rahmawati Wahyuni Astuti
        Kusumawati Susanti Fitriani Maharani Oktaviani Safitri Yulianti Hidayati Pratiwi Utami Ningsih Ningrum
        Ayuningtyas Kartika Kurniawati Setiawati Setyaningsih Suryani Purnamasari Purwanti Widyastuti Wijayanti
        Yuniarti Yuliani Apriliani Agustina Andriani Anjani Ariyani Aulia Azzahra Az_Zahra Cahyani Damayanti Dewanti
        Fadilah Febrianti Fauziah Hapsari Hasanah Herawati Indriani Irawati Islamiati Juliani Khairunnisa Khumaira
        Khoirunnisa Kinanti Kirana Kumalasari Larasati Mardiana Marlina Maulida Maulidya Melani Mulyani Nabila
        Nadhira Nirmala Novianti Noviyanti Nuraini Nurcahyani Nurfadilah Paramita Permata Prameswari Pramesti
        Prasetyaningrum Pertiwi Puspita Putri Rachmawati Ramadhani Ramadani Rosalina Rosdiana Salsabila Saputri
        Septiani Setyowati Sulistyowati Sundari Syafira Syahrani Trisnawati Triana Virgiani Wardani Widiastuti
        Winarti Yunitasari Zahira Zulaikha Zuhra Nur_Aini Nur_Azizah Nur_Hidayah Khaira Kamila Humaira Alesha
        """)
