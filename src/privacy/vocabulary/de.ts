import type { Vocabulary } from './vocabulary.ts';

export const DE: Vocabulary = {
  special: {
    health: `
      *krank*, *gesund*, *behinder*, gdb, gleichgestellt*, gleichstellung schwer*, =gleichstellung, gleichstellung agentur*, gleichstellungsbescheid*, merkzeichen*, *erwerbsminder*, *erwerbsunfähig*,
      *arbeitsunfähig*, *dienstunfähig*, *berufsunfähig*, *allergi*, *unverträglich*, *diagnose, *diagnosen, impf*, *impfung, *impfungen,
      *impfstatus, *impfnachweis*, corona*, *blutgruppe*, blut, bluts*, *schwanger*, mutterschutz*, mutterschaft*, entbindung*,
      beschäftigungsverbot*, *arzt*, *ärzt*, attest, atteste, *attest, medizinisch*, *arbeitsmedizin*, *untersuchung, *untersuchungen, *untersuchungs*, bem,
      *eingliederungsmanagement*, *wiedereingliederung*, reha, reha*, kur, kuren, badekur, *pflegegrad*, *pflegestufe*, *pflegebedürft*,
      *pflegeversicherung*, rollstuhl*, hörgerät*, sehhilfe*, *therapie, *therapien, psychisch*, *diabet*, raucher*, nichtraucher*,
      ernährung*, diät, lebensmittelunvertr*, nachteilsausgleich*, inklusionsamt, integrationsamt, infektion*, masern*,
      *tauglichkeit*, chronisch*, kv träger, schwerbeh*, schwbg, epilep*, depression*, gesetzlich versichert*, privat versichert*, kv nummer, =kk, sb ausweis, =einschränkungen, vegetar*, blutgr`,
    religion: `
      *religion*, *religiös*, *konfession*, =rel, rel zugeh*, ramadan*, kippa*, koscher, kirche, kirchen*, kirchlich*, kirchgeld*, glaube, glauben, glaubens*, *bekenntnis*, kist,
      kistam, moschee*, *pfarr*, =konf`,
    tax: `*steuer*, finanzamt*, *freibetrag*, *freibeträg*, elstam*, =idnr, id nr steuer, lst, *versteuer*, st klasse, stkl`,
    family: `
      *familienstand*, familien stand, personenstand*, zivilstand*, familienversicher*, familienangehörig*, familienzulage*, familienzuschlag*, familienverhältnis*, familienkasse*,
      familienleistung*, familiensituation*, familienmitglied*, familiär*, =familie, *verheirat*, ledig, geschieden*, verwitwet*, *eheschließung*, heirat*, hochzeit*, scheidung, ehescheidung*,
      scheidungs*, ehe, ehegatt*, *ehepartner*, ehefrau*, ehemann*, eheleute, *lebenspartner*, lebensgefährt*, lebensgemeinschaft*,
      partnerschaft eingetragen*, =partner, =partnerin, =partner in, partner name, partner vorname*, partner nachname*, partner geb*, name partners, name partnerin,
      geburt* partner*, telefon* partner*, partner berufstätig, =kind, =kind er, kita*, unterhalt, kind name, kind vorname*, kind nachname*, kind geb*, kind geburt*, kind alter, kind nr, name kindes, anzahl kind*, kinder*, *kinder, *kindern,
      kindes*, *kindergeld*, kindschaft*, elternzeit*, elterngeld*, elterneigenschaft*, elternteil*, elternschaft*, =eltern, eltern name, vaterschaft*, vaterschutz*, vätermonat*,
      sorgeberecht*, sorgerecht*, unterhaltspflicht*, unterhaltsberecht*, alleinerziehend*, angehörig*, sohn, tochter, mutter, vater, stillzeit*, pflegezeit*,
      familienpflege*, fam stand, ehestand, verpartner*`,
    gender: `*geschlecht*, m w d, *anrede*, pronomen*, männlich*, weiblich*, geschl, =herr frau, =frau herr`,
    sexuality: `sexuell*, sexualit*`,
    origin: `
      ethni*, =herkunft, herkunft ethni*, herkunft familie*, herkunftsland*, *migrationshintergrund*, rasse, hautfarbe, volksgruppe*, volkszugehörig*,
      abstammung*, flüchtling*, geflüchtet*, minderheit*, nationale herkunft`,
    opinion: `
      *gewerkschaft*, betriebsrat*, personalrat*, politisch*, parteizugehör*, parteimitglied*, partei mitglied*, =partei, weltanschau*, weltanschaulich*, philosophisch*`,
    body: `biometri*, genetisch*, fingerabdr*, finger abdruck, gesichtserkenn*, gesichtsscan*, iriserkenn*, irisscan*, handvenen*, stimmerkenn*, erbgut*`,
  },
  identifying: {
    names: `
      *vorname*, *nachname*, familienname*, *rufname*, *geburtsname*, zuname*, mädchenname*, vollständiger name, voller name, vor und nachname,
      künstlername*, spitzname*, namenszusatz, namenszusätze, name vorgesetzt*, name mitarbeit*, mitarbeitername*, mitarbeiter name*, name führungskraft,
      früherer name, ehename, namensbestandteil*, zweitname*`,
    contact: `
      telefon*, *telefon, *telefonnummer*, *telefonnr, tel, handy, handynummer*, handynr, *handynummer*, privathandy*, mobil, mobilnummer*, mobiltelefon*,
      mobilfunknummer*, mobilnr, rufnummer*, *rufnummer, durchwahl*, festnetz*, faxnummer*, mailadresse*, privatmail*, kontakt, kontakte, kontaktdaten*, kontaktperson*,
      notfallkontakt*, notfallnummer*, notfalltelefon*, notfallperson*, notfall person, notfall name, notfall nummer, notfalldaten*, notfalladresse*,
      im notfall, webseite`,
    address: `
      *adresse*, *anschrift*, straße*, *straße, str nr, plz*, *postleitzahl*, *wohnort*, *wohnsitz*, =ort, ort plz, ort privat, =stadt, stadt privat, stadt plz, hausnummer*,
      hausnr, wohnland, heimatort*, heimatland*, heimatadresse*, domizil*, adresszusatz*, postfach*, wohnung*, geburtsort*, geburtsland*, geburtsstadt*, geburtsstaat*, land privat`,
    identity: `
      *sozialversicherung*, sozial versicherung*, sv nummer, sv nr, svnr, svnummer, sv ausweis, sv versicherung*, rentenversicherung*, rv nummer, rv nr, rvnr, rvnummer,
      *versicherungsnummer*, *versicherungsnr, versichertennummer*, *personalausweis*, *ausweisnummer*, ausweisnr, ausweis nummer, ausweis nr,
      =ausweis, *reisepass*, *passnummer*, pass nummer, pass nr, passnr, *aufenthaltstitel*, *aufenthaltserlaubnis*, *aufenthaltsgenehmigung*, *aufenthaltsstatus*, aufenthalts*,
      *arbeitserlaubnis*, *arbeitsgenehmigung*, niederlassungserlaubnis*, blaue karte, visum*, *nationalität*, *staatsangehörig*, staatsang, vsnr, *staatsbürger*, ahv*,
      führerscheinnummer*, kfz kennzeichen*, *autokennzeichen*, nummernschild*, kennzeichen kfz, kennzeichen auto, kennzeichen fahrzeug, führerschein nummer, führerschein nr, führerscheinnr, identitätsnummer*, identitätskarte*, *identifikationsnummer*, identnummer, ausländer*,
      ausländerbehörde*, perso nummer, sozialvers*, sozvers*`,
    bank: `
      *bankverbindung*, bankleitzahl*, blz, bankkonto*, bankdaten*, bankname*, bankinstitut*, name bank, kontonummer*, kontonr, konto nr, konto nummer, kontoinhaber*, konto inhaber*,
      kontoverbindung*, kontodaten*, =konto, gehaltskonto*, girokonto*, privatkonto*, kreditinstitut*, kreditkarte*, kto`,
    comments: `*kommentar*, notiz*, *notiz, *notizen, bemerkung*, *bemerkungen, anmerkung*, *freitext*`,
    pictures: `foto, fotos, *foto, *fotos, passbild*, lichtbild*, profilbild*, =bild, bild mitarbeit*, mitarbeiterbild*`,
  },
  birth: `geburt*, *geburtstag, *geburtsdatum, geb, geboren*, geb datum, gebdatum`,
  types: `
    grippe*, krk, adoption*, =au, au bescheinigung*, au tage, au tag, au ohne, au mit, au schein*, au krank*, *unfall, unfall*, *unfälle, *unfalls*, quarantäne*, *klinik*, *spital, spital*, spitals*,
    stationär*, operation*, op termin, op tag, *zahnarzt*, *pflege*, *menstruation*, lohnfortzahlung*, entgeltfortzahlung*, isolation*, absonderung*, stillzeit*, fehlgeburt*,
    haushaltshilfe*, verletz*, heilverfahren*, heilbehandlung*, genesung*, physio*, betreuung kind*, kind betreu*, geburt*, niederkunft*, leidensgerecht*,
    langzeiterkrank*, erschöpfung*, hamburger modell, stufenweise*`,
  harmless: `
    gesundheitsschutz*, arbeits und gesundheitsschutz*, gesundheitsmanagement*, gesundheitswesen, gesundheitssektor, gesundheitsbranche, steuerung*, *projektsteuerung*, *prozesssteuerung*, *produktionssteuerung*,
    *fertigungssteuerung*, *unternehmenssteuerung*, *maschinensteuerung*, *anlagensteuerung*, steuerungskreis*, *gewerbesteuer, *steuerkreis, steuerrad, kontakt center*, kontaktcenter*, kundenkontakt*,
    ip adresse*, mac adresse*, adressbuch*, herkunft bewerbung*, herkunft kandidat*, mobil* arbeit*, telefonkonferenz*, telefonzentrale*, telefonanlage*, telefonzuschuss*, telefonpauschale*, büroadresse*, firmenadresse*, standortadresse*, *geschäftsadresse*`,
};
