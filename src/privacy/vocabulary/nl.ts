import type { Vocabulary } from './vocabulary.ts';

export const NL: Vocabulary = {
  special: {
    health: `
      gezondheid*, medisch*, medicijn*, ziek*, *ziekte*, *verzuim*, zorgverzeker*, zorgkosten*, zorgpolis*, zorgtoeslag*, intoleranti*, voedselintoleran*, *allergie*, dieetwens*, dieetvoorkeur*, dieet*, vaccinati*, inenting*, bloedgroep*, bloed, zwanger*, bevalling*, *handicap*, *arbeidsbeperk*, beperking, beperkingen, lichamelijke beperk*,
      *arbeidsongeschikt*, invaliditeit*, invalide*, doelgroepregister*, doelgroepverklaring*, banenafspraak*, participatiewet, wajong*, wia, wao, wga, iva, no risk*, norisk*, re integrati*, reintegrati*, bedrijfsarts*, huisarts*, =arts, artsen, arboarts*, aanstellingskeuring*, =keuring, keuring medisch*, medicijn*, revalidati*, verpleegkund*, ggz, roker*, diabet*,
      ziekenhuis*, chronisch*, functionele mogelijkheden, werkplekaanpassing*, rolstoel*, mindervalide*, voedingswens*, voedingsvoorkeur*, lkv, keuringsdatum*, uitgerekende datum, doelgroep register`,
    religion: `godsdienst*, geloof, geloofs*, geloven, kerk, kerken, kerkelijk*, kerkgenootschap*, kerkbelasting*, kerkgeld, gezindte*, gezindheid*, levensbeschouw*, levensovertuig*, religieu*, moskee*, parochie*`,
    tax: `belasting*, loonbelasting*, inkomstenbelasting*, *loonheffing*, *heffingskorting*, fiscaal, fiscale, belastingvrij*, bijtelling, lhk`,
    family: `
      burgerlijke staat, burgerlijke stand, *gezin, *gezins*, huwelijk*, huwelijkse*, gehuwd*, ongehuwd*, getrouwd*, trouwdatum*, bruiloft*, gescheiden, echtgeno*, echtscheiding*, weduw*, samenwonend*, samenlevings*, *levenspartner*, partner naam, naam partner, partnernaam*, geregistreerd partner*, kind naam, naam kind, aantal kind*, *kinderen, kinderen*,
      kinderopvang*, kinderbijslag*, kindregeling*, ouderschap*, vaderschap*, moederschap*, vaderschaps*, geboorteverlof*, partnerverlof*, adoptieverlof*, pleegzorg*, pleegkind*, mantelzorg*, zorgverlof*, zorg verlof, alleenstaand*, ouders, vader, moeder, zoon, dochter, relatiestatus, burg staat, =relatie`,
    gender: `*geslacht, geslacht*, aanhef*, aanspreekvorm*, aanspreektitel*, aanspreking*, voornaamwoord*, sekse*, seks, =m v x, =m v, dhr mevr, dhr mw`,
    sexuality: `seksue*, seksualiteit*, geaardheid*`,
    origin: `etni*, *afkomst, afkomst*, =ras, ras etni*, huidskleur*, migratieachtergrond*, =herkomst, herkomst land, land herkomst, herkomstland*, minderheid*, vluchteling*, statushouder*`,
    opinion: `*vakbond*, vakverenig*, politiek*, partijlid*, partij lid*, levensbeschouwelijk*, filosofisch*`,
    body: `biometri*, vingerafdruk*, gezichtsherkenning*, irisscan*`,
  },
  identifying: {
    names: `
      voornaam*, voornamen*, *achternaam*, *achternamen*, roepnaam*, roepnamen, tussenvoegsel*, meisjesnaam*, geboortenaam*, familienaam*, =naam, volledige naam, naam medewerker, naam werknemer, naam leidinggevende, naam manager, initialen*, voorletter*, bijnaam*, voorvoegsel*, volledige namen`,
    contact: `
      telefoon*, privételefoon*, huistelefoon*, werktelefoon*, *telefoonnummer*, mobiel, mobiele nummer, mobielnummer*, mobielnr, gsm*, contactpersoon*, contactpersonen*, contactgegevens*, noodcontact*, nood contact, noodnummer*, noodgeval*, *mailadres*, bij nood, waarschuwen, 06 nummer, geval nood, =nood, =ice`,
    address: `
      adres, adressen, adresgegevens*, *adres, *adressen, straat, straatnaam*, huisnummer*, huisnr, *woonplaats*, =stad, =plaats, =gemeente, woonland*, woongemeente*, woonachtig*, geboorteplaats*, geboorteland*, geboortestad*, geboortegemeente*, plaats geboorte, land geboorte`,
    identity: `
      bsn*, *burgerservicenummer*, burger service*, sofi*, rijksregister*, insz*, niss, identiteits*, id bewijs, id kaart, id nummer bewijs, paspoort*, rijbewijsnummer*, rijbewijs nummer, rijbewijs nr, verblijfs*, *werkvergunning*, tewerkstellingsvergunning*, arbeidsvergunning*, *nationaliteit*, *staatsburgerschap*, documentnummer*,
      vreemdeling*, sociale zekerheid, =id nummer`,
    bank: `*bankrekening*, *rekeningnummer*, rekeningnr, rekening nummer, rekening nr, rekeninghouder*, rekening naam, =rekening, *bankgegevens*, banknaam*, naam bank, bankpas*, tenaamstelling*, creditcard*, salarisrekening*, ten name, tnv`,
    comments: `opmerking*, notitie, *notities, commentaar*, aantekening*, vrije tekst`,
    pictures: `*foto, *fotos, afbeelding, profielafbeelding*`,
  },
  birth: `geboorte*, verjaardag*, geboren, gebdatum`,
  types: `
    *ongeval*, *ongeluk*, zorg*, kort verzuim, dokter*, *dokter, tandarts*, bezoek specialist*, specialistbezoek*, =specialist, =operatie, operatie, ziekenhuis*, quarantaine*, herstel*, menstruati*, miskraam*, overgang*, kraam*, geboorte*, fysio*, isolatie*, mantelzorg*, verpleging*, arbeidsther*, borstvoeding*, kinder*, opname`,
  harmless: `
    gezondheid en veiligheid, veiligheid en gezondheid, veiligheid gezondheid, ip adres*, mac adres*, adresboek*, telefoonvergoeding*, telefoonkosten*, telefooncentrale, telefoontoestel*, mobiel werken, werkbelasting*, taakbelasting*, jubileum, herkomst sollicitant*, adres kantoor, kantooradres*, bedrijfsadres*, werkadres*, adres van het kantoor`,
};
