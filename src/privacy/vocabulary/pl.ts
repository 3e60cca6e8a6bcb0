import type { Vocabulary } from './vocabulary.ts';

export const PL: Vocabulary = {
  special: {
    health: `
      zdrowi*, zdrowot*, zdrowy, chorob*, chory, chora, choruj*, lekarsk*, lekarz*, medycz*, medycyn*, l4, zla, e zla, =badania, badania okresowe, badania wstępne, badania kontrolne, badania profilaktyczne, badania pracownicze, badanie okresowe, badań okresowych, ważność badań, data badań, termin badań, sanepid*, sanitarno epidem*, szczepie*, szczepio*, krwi, krew,
      alergi*, alergen*, uczulen*, nietoleranc*, dieta specjalna, dieta pokarmowa, dieta żywieniowa, dietetyczn*, wymagania żywieniowe, preferencje żywieniowe, niepełnospraw*, niepełnosprawn*, stopień niepełn*, inwalid*, niezdoln*, renta, renty, rencist*, ciąża, ciąży, ciążow*, ciężarn*, macierzyń*, pefron, pfron, rehabilit*, nfz, szpital*, zabieg*, terapia, palacz*,
      palący, cukrzyc*, wózek inwalidzk*, przeciwwskaza*, psychiczn*, psycholog*, przewlekł*, kalectw*, orzeczeni*, poród, porodu, lux med, luxmed, medicover*`,
    religion: `wyznani*, wiara, wiary, kościel*, kościół*, kościoła, parafi*, światopogląd*, meczet*`,
    tax: `podatk*, podatek*, podatnik*, skarbow*, pit, pit 2, ulga dla młodych, kwota wolna`,
    family: `
      stan cywilny, stanu cywilnego, członkowie rodziny, członek rodziny, członków rodziny, członka rodziny, sytuacja rodzinna, =rodzina, rodzinn*, małżon*, małżeń*, mąż, męża, żony, żonat*, zamężn*, rozwiedz*, rozwód, rozwod*, wdow*, panna, kawaler, ślub, ślubu, wesele, =partnerka, imię partner*, konkubent*, konkubin*, dziec*, dzieck*, syn, syna, córk*, rodzic*, rodzice, wychowawcz*, ojcow*, ojciec,
      ojca, matka, matki, alimenty, alimentacyj*, na utrzymaniu, pozostając* utrzymaniu, pokrewieństw*, żłob*, przedszkol*, 800 plus, współmałżon*`,
    gender: `płeć, płci, zwrot grzecznościowy, forma grzecznościowa, formy grzecznościowe, zwrotu grzecznościowego, zaimk*, zaimek, =pan pani`,
    sexuality: `seksual*, orientacja seks*`,
    origin: `etniczn*, =pochodzenie, pochodzenie etn*, pochodzenie ras*, kraj pochodzenia, rasa, rasowe, rasowy, rasowa, rasowej, rasowego, mniejszo*, kolor skóry, uchodźc*, narodowościow*`,
    opinion: `związ* zawodow*, związkow*, partyjn*, polityczne, polityczna, polityczny, politycznych, politycznej, =partia, =partii, przekonania, filozoficzn*, członkostwo związku, członek związku, =poglądy`,
    body: `biometr*, genetyczn*, odcisk palc*, odciski palc*, odcisków palc*, rozpoznawanie twarzy, linie papilarne, =odcisk`,
  },
  identifying: {
    names: `imię, imiona, imienia, imion, nazwisk*, przezwisk*, pseudonim*, personalia, dane osobowe`,
    contact: `
      telefoniczn*, telefonu, komórkow*, numer komórk*, nr komórk*, komórka prywatna, komórka służbowa, =komórka, kontaktow*, kontaktu, poczta elektroniczna, poczty elektronicznej, powiadomić, awaryjny kontakt, w nagłych, strona internetowa, media społecznościowe, =kom, powiadomieni*`,
    address: `
      adres, adresy, adresu, adresem, ulica, ulicy, =ul, kod pocztowy, kodu pocztowego, =miejscowość, miejscowość zamieszkania, =miasto, miasto zamieszkania, miejsce zamieszkania, zamieszkani*, zameldowani*, nr domu, numer domu, nr mieszkania, numer mieszkania, nr lokalu, numer lokalu, mieszkani*, =województwo, =gmina, =powiat, miejsce urodzenia, miejsca urodzenia, kraj urodzenia,
      miasto urodzenia, miejscowość urodzenia, miejsce ur`,
    identity: `
      pesel*, nip, dowód osobisty, dowodu osobistego, dowód tożsamości, numer dowodu, nr dowodu, seria dowodu, dowodu, tożsamości, paszport*, karta pobytu, karty pobytu, pobytu, zezwolenie pobyt, zezwolenie prac*, zezwolenie na prac*, zezwolenia prac*, pozwolenie prac*, wiza, wizy, obywatelstw*, narodowość, narodowości, ubezpieczen* społeczn*, numer ubezpieczenia, nr ubezpieczenia, zus,
      numer prawa jazdy, nr prawa jazdy, prawo jazdy numer, prawo jazdy nr, cudzoziem*, =dowód`,
    bank: `bankowe, bankowy, bankowego, bankowym, bankowych, banku, =bank, numer konta, nr konta, numer rachunku, nr rachunku, rachunek bank*, właściciel konta, posiadacz konta, karta kredytowa, =rachunek`,
    comments: `komentarz*, uwagi, notatk*, adnotac*, spostrzeżenia`,
    pictures: `zdjęci*, fotografi*, portret*, wizerunek`,
  },
  birth: `urodzen*, urodzin*, urodzon*, data ur`,
  types: `
    wypadek*, wypadk*, opieka, opiekuńcz*, opieki, kwarantann*, izolac*, sanatori*, poród, porodu, połóg, =operacja, operacja, operację, operacji, miesiączk*, menstru*, menopauz*, dentyst*, stomatolog*, krwiodaw*, zwolnienie l4, świadczenie rehab*, pobyt szpit*, poronieni*, klinik*, urodzen*, siła wyższa rodzin*, zasiłek*, poradni*`,
  harmless: `
    badania i rozwój, badania i rozwoju, badań i rozwoju, badania rozwój, dział badań, dział badania, adres ip, adres mac, adres serwera, bezpieczeństwo i zdrowie, orzeczenie sądu, komórka organizacyjna, komórki organizacyjnej, rodzina stanowisk, telefonia, adres biura, adres firmy, adres siedziby, kontakt z klient*`,
};
