import type { Labels } from './labels.ts';

export const PL_LABELS: Labels = {
  special: `
    Religia | Wyznanie | Wyznanie religijne | Wiara | Przynależność do kościoła | Kościół | Przekonania religijne | Światopogląd |
    Zdrowie | Stan zdrowia | Ubezpieczenie zdrowotne | Opieka medyczna | Pakiet medyczny | Badania lekarskie | Data badań lekarskich | Badania okresowe | Badania wstępne | Ważność badań | Orzeczenie lekarskie | Zaświadczenie lekarskie | Zwolnienie lekarskie | L4 | Lekarz medycyny pracy | Lekarz prowadzący | Choroba | Choroby przewlekłe | Choroba zawodowa | Niepełnosprawność | Stopień niepełnosprawności | Orzeczenie o niepełnosprawności | Orzeczenie o stopniu niepełnosprawności | Niepełnosprawny | Inwalidztwo | Grupa inwalidzka | Niezdolność do pracy | Renta | Renta inwalidzka | Alergie | Uczulenia | Nietolerancje pokarmowe | Wymagania dietetyczne | Szczepienia | Szczepienie COVID | Grupa krwi | Ciąża | Urlop macierzyński | Książeczka sanepidowska | Oddział NFZ | PFRON |
    Urząd skarbowy | Podatek | Ulga podatkowa | Numer podatkowy | PIT-2 | Podatek dochodowy |
    Stan cywilny | Sytuacja rodzinna | Członkowie rodziny | Małżonek | Imię małżonka | Imię i nazwisko małżonka | Małżeństwo | Data ślubu | Mąż/Żona | Żonaty/zamężna | Rozwiedziony | Wdowa/wdowiec | Partner | Partnerka | Konkubent | Dzieci | Liczba dzieci | Dziecko | Imię dziecka | Imiona dzieci | Dzieci na utrzymaniu | Osoby na utrzymaniu | Urlop rodzicielski | Urlop wychowawczy | Urlop ojcowski | Rodzic samotnie wychowujący | Rodzice | Imię ojca | Imię matki | Nazwisko rodowe matki | Alimenty | Żłobek |
    Płeć | Tożsamość płciowa (płeć) | Zwrot grzecznościowy | Zaimki | Pan/Pani |
    Orientacja seksualna | Pochodzenie etniczne | Pochodzenie | Rasa | Pochodzenie rasowe | Kolor skóry | Mniejszość narodowa |
    Związek zawodowy | Związki zawodowe | Przynależność do związku zawodowego | Przynależność związkowa | Członek związków zawodowych | Poglądy polityczne | Partia polityczna | Przynależność partyjna (partia) |
    Dane biometryczne | Odcisk palca | Odciski palców | Rozpoznawanie twarzy | Dane genetyczne | DNA`,
  identifying: `
    Imię | Nazwisko | Imię i nazwisko | Drugie imię | Nazwisko rodowe | Nazwisko panieńskie | Imiona | Pseudonim |
    E-mail prywatny | Adres e-mail | Email | Telefon | Telefon komórkowy | Telefon prywatny | Numer telefonu | Tel. kom. | Kontakt | Kontakt awaryjny | Kontakt alarmowy | Telefon kontaktowy | Osoba kontaktowa | Osoba do kontaktu w nagłych wypadkach | Dane kontaktowe | Profil LinkedIn |
    Adres | Adres zamieszkania | Adres zameldowania | Adres korespondencyjny | Ulica | Ulica i numer domu | Numer domu | Numer mieszkania | Kod pocztowy | Miejscowość | Miasto | Miejsce zamieszkania | Kraj zamieszkania | Województwo | Gmina |
    Miejsce urodzenia | Kraj urodzenia |
    Obywatelstwo | Narodowość | Paszport | Numer paszportu | Ważność paszportu | Dowód osobisty | Numer dowodu osobistego | Seria i numer dowodu | Dokument tożsamości | Numer dokumentu tożsamości | Karta pobytu | Ważność karty pobytu | Zezwolenie na pracę | Zezwolenie na pobyt | Wiza | PESEL | Numer PESEL | NIP | Numer NIP | Numer ubezpieczenia społecznego | ZUS | Numer prawa jazdy |
    Numer konta | Nr konta | Konto bankowe | Rachunek bankowy | Numer rachunku bankowego | IBAN | Nazwa banku | Bank | Właściciel konta |
    Komentarz | Komentarze | Uwagi | Notatki | Zdjęcie | Fotografia | Zdjęcie profilowe`,
  birth: `Data urodzenia | Urodziny | Rok urodzenia | Dzień urodzin`,
  harmless: `
    Stanowisko | Nazwa stanowiska | Dział | Biuro | Lokalizacja | Zespół | Godziny tygodniowo | Wymiar etatu | Laptop | Rozmiar koszulki | Rozmiar odzieży | Rozmiar buta | Samochód służbowy | Centrum kosztów | MPK | Data zatrudnienia | Data rozpoczęcia | Rodzaj umowy | Typ umowy | Okres wypowiedzenia |
    Okres próbny | Koniec umowy | Staż pracy | Poziom | Stopień zaszeregowania | Kategoria | Rodzina stanowisk | Kod stanowiska | Przełożony | Menedżer | Mentor | Spółka | Pion | Komórka organizacyjna | Region | Piętro | Numer biurka | Miejsce parkingowe | Numer identyfikatora | Szafka |
    Klucze | Monitor | Słuchawki | Licencje oprogramowania | Dostęp VPN | Języki | Poziom angielskiego | Umiejętności | Wykształcenie | Uczelnia | Kierunek studiów | Szkolenia | Budżet szkoleniowy | Szkolenie BHP | Ważność szkolenia BHP | Pierwsza pomoc | Ocena roczna | Cele | Premia | Wynagrodzenie zasadnicze |
    Wynagrodzenie zmienne | Dodatek stażowy | Dodatek za nadgodziny | Ryczałt | Delegacja | Karta sportowa | Karta lunchowa | Dojazd (km) | Urlop wypoczynkowy | Dni urlopu | Liczba dni urlopu | Wymiar urlopu | Urlop na żądanie | Nadgodziny | Praca zdalna | Dni pracy zdalnej | Zmiana | System pracy | Grafik | Dni robocze |
    Numer pracownika | Kod pracownika | Grupa płacowa | Projekt | Klient | Źródło rekrutacji | Polecony przez | Rekruter | Data odejścia | Powód odejścia | Rozmowa końcowa | Polityka podróży | Nie dotyczy | Nie pracuje zdalnie | Dział Badań i Rozwoju | Prawo jazdy kategorii | Taksówki | Ślad węglowy | Nazwa projektu | Kultura organizacyjna`,
  sensitiveTypes: `
    Zwolnienie lekarskie (L4) | Zwolnienie lekarskie | L4 | Choroba | Chorobowe | Urlop chorobowy | Choroba dziecka | Opieka nad dzieckiem | Opieka nad chorym dzieckiem | Opieka | Urlop opiekuńczy | Zasiłek opiekuńczy | Szpital | Pobyt w szpitalu | Operacja | Wizyta lekarska | Wizyta u lekarza | Badania lekarskie | Rehabilitacja | Świadczenie rehabilitacyjne | Sanatorium | Wypadek przy pracy | Wypadek | Kwarantanna | Izolacja | Urlop macierzyński | Macierzyński | Urlop rodzicielski | Urlop ojcowski | Urlop wychowawczy | Ciąża | Krwiodawstwo | Honorowe oddawanie krwi | Urlop menstruacyjny | Niepełnosprawność |
    Zwolnienia lekarskie | Zaświadczenia lekarskie | Badania okresowe | Dokumentacja medyczna | Zasiłek chorobowy | Wynagrodzenie chorobowe | Dodatek na dzieci`,
  harmlessTypes: `
    Urlop wypoczynkowy | Urlop na żądanie | Urlop bezpłatny | Urlop okolicznościowy | Urlop szkoleniowy | Praca zdalna | Home office | Delegacja | Podróż służbowa | Nadgodziny | Odbiór nadgodzin | Dzień wolny za święto | Święto | Szkolenie | Przeprowadzka | Poszukiwanie pracy | Siła wyższa | Pogrzeb | Umowy | Paski płacowe | Świadectwa pracy | Dyplomy | Certyfikaty | Oceny | Inne | Wynagrodzenie zasadnicze | Premia | Prowizja | Dodatek nocny | Ekwiwalent | Ryczałt samochodowy`,
};
