import type { Vocabulary } from './vocabulary.ts';

export const IT: Vocabulary = {
  special: {
    health: `
      salute*, sanitari*, medico, medica, medici, mediche, medicina, medicinali, preassuntiva, malatti*, malato*, malata*, allergi*, intolleranz*, dietetic*, esigenze alimentari, restrizioni alimentari, vaccin*, sangue, sanguign*, gravidanza*, incinta, maternit*, disabil*, invalidit*, invalido, invalida, invalidi, handicap*, legge 104, l 104, =104, permess* 104, art 104, 104 92,
      categori* protett*, collocamento mirato, collocamento obbligatorio, legge 68, l 68, 68 99, inabilit*, idoneità sanitari*, idoneità mansione, idoneità lavorativ*, idoneità fisica, inidone*, infortuni*, asl, patologi*, diagnosi, terapia, terapie, ricover*, ospedal*, fumator*, celiac*, diabet*, psicologic*,
      cronic*, sordomut*, ipovedent*, accomodament*, gestazione, green pass, cat protett*, =idoneità`,
    religion: `credo*, culto*, confessione*, chiesa*, =fede, fede religiosa, credenza, credenze, moschea*, parrocchia*`,
    tax: `codice fiscale, cod fiscale, cod fisc, fiscale, fiscali, tasse, tassazione*, imposta, imposte, irpef, detrazion*, scaglione irpef, 730, =cf`,
    family: `
      stato civile, stato famiglia, situazione familiare, familiare, familiari, =famiglia, carico famiglia, carichi famiglia, nucleo famiglia, coniug*, sposat*, celibe, =nubile, divorziat*, divorzio, vedov*, separato legalmente, separazione legale, matrimoni*, moglie, marito, convivent*, convivenza, unione civile,
      =compagno, =compagna, figli, figlio, figlia, figlie, persone carico, carico persone, bambin*, genitor*, paternit*, parental*, congedo adozione, adottiv*, assegni familiari, assegno unico, anf, asilo nido, madre, padre, parentela*, famigliare, famigliari`,
    gender: `sesso*, =genere, identità genere, genere sesso, genere appartenenza, appellativ*, titolo cortesia, titolo onorifico, pronom*, =sig sig ra, =sig ra`,
    sexuality: `sessual*, omosessual*`,
    origin: `etnia, etnie, etnic*, razza, razze, razzial*, =origine, =origini, paese origine, colore pelle, minoranza*, rifugiat*`,
    opinion: `
      sindaca*, opinion* politic*, orientamento politico, appartenenza politica, affiliazione politica, partito politico, =partito, convinzion*, filosofic*`,
    body: `biometric*, biometria, impronta digitale, impronte digitali, riconoscimento facciale, riconoscimento facial*, =impronte`,
  },
  identifying: {
    names: `
      =nome, nome completo, cognome*, nome battesimo, secondo nome, primo nome, soprannome*, nominativ*, nome preferito, nome dipendente, nome responsabile, nome supervisore, nome nascita, nome legale, =nomi`,
    contact: `
      posta elettronica, pec, =posta, telefon*, cellular*, recapit*, contatto, contatti, emergenza nome, emergenza numero, emergenza persona, persona contattare, persone contattare, contattare, sito web, numero cell`,
    address: `
      indirizzo*, indirizzi, =via, via piazza, via numero, via civico, via n, numero civico, n civico, =cap, cap città, cap residenza, cap domicilio, codice postale, codice avviamento, =città, città residenza, città domicilio, domicili*, residenz*, =comune, =provincia, =località, luogo nascita, paese nascita, stato nascita, città nascita,
      comune nascita, provincia nascita, nazione nascita, abitazione*, =civico`,
    identity: `
      carta identità, documento identità, documento riconoscimento, numero documento, n documento, tipo documento identità, passaport*, permesso soggiorno, soggiorno, permesso lavoro, visto ingresso, visto lavoro, =visto, nazionalit*, cittadinanz*, previdenzial*, inps, inail, patente numero, numero patente, n patente, partita iva,
      sicurezza sociale, identità, =documento, tipo documento`,
    bank: `banca nome, nome banca, =banca, conto corrente, numero conto, n conto, intestatario conto, intestazione conto, =conto, conto accredito, accredito stipendio, carta credito, istituto credito, banca appoggio`,
    comments: `osservazion*, annotazion*, testo libero, =nota`,
    pictures: `fotografia, fotografie, =immagine, immagine profilo, ritratto*, fototessera*`,
  },
  birth: `nascita*, nato, nata, compleann*`,
  types: `
    infortuni*, visita specialistica, visite specialistiche, visita medica, intervento chirurgico, chirurg*, =operazione, dentista*, cure, cure termali, terme, congedo biennale, isolamento*, quarantena*, riabilita*, convalesc*, menopausa, mestru*, ciclo doloroso, allattamento*, assistenza famil*, assistenza disabil*, assistenza genitor*,
    nascita*, donazione sangue, donatore sangue, donatori sangue, clinic*, cura, fisioterap*, aborto*, comporto, accompagnamento, procreazione, aspettativa malattia`,
  harmless: `
    salute e sicurezza, sicurezza e salute, salute sicurezza, sicurezza salute, anno fiscale, esercizio fiscale, indirizzo studi, indirizzo studio, indirizzo di studi*, indirizzo scolastico, indirizzo laurea, indirizzo di laurea, indirizzo ip, indirizzo mac, diritti immagine, diritti di immagine, compleanno aziendale, telefonia,
    settore sanitario, indirizzo ufficio, indirizzo sede, indirizzo della sede, indirizzo dell ufficio, contatto client*, contatti client*`,
};
