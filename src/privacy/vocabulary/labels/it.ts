import type { Labels } from './labels.ts';

export const IT_LABELS: Labels = {
  special: `
    Religione | Confessione religiosa | Credo | Credo religioso | Fede | Culto | Chiesa | Appartenenza religiosa | Convinzioni religiose | Convinzioni filosofiche |
    Salute | Stato di salute | Assistenza sanitaria | Assicurazione sanitaria | Fondo sanitario | Tessera sanitaria | Numero tessera sanitaria | Medico curante | Medico di base | Medico competente | Visita medica | Data visita medica | Visita medica preassuntiva | Idoneità sanitaria | Idoneità alla mansione | Sorveglianza sanitaria | Certificato medico | Malattia | Malattie croniche | Infortunio | Infortuni sul lavoro | Legge 104 | Permessi 104 | L. 104/92 | L.104 | Beneficiario Legge 104 | Categorie protette | Categoria protetta | Appartenenza a categorie protette | Collocamento mirato | L. 68/99 | Disabilità | Grado di disabilità | Invalidità | Invalidità civile | Percentuale di invalidità | Invalido civile | Handicap | Allergie | Allergie alimentari | Intolleranze alimentari | Intolleranze | Vaccinazioni | Vaccino COVID | Gruppo sanguigno | Gravidanza | Maternità | Congedo di maternità | Fumatore |
    Codice fiscale | Cod. Fiscale | Domicilio fiscale | Detrazioni fiscali | Detrazioni | Aliquota IRPEF | Imposta | Detrazioni per familiari a carico |
    Stato civile | Stato di famiglia | Situazione familiare | Nucleo familiare | Familiari a carico | Coniuge | Coniuge a carico | Nome del coniuge | Coniugato | Sposato/a | Celibe/Nubile | Divorziato | Vedovo/a | Convivente | Unione civile | Data matrimonio | Matrimonio | Figli | Figli a carico | Numero figli | Nome figlio 1 | Figlio | Assegni familiari | Assegno unico | Congedo parentale | Paternità | Genitore | Nome della madre | Nome del padre | Moglie/Marito | Asilo nido |
    Genere | Sesso | Identità di genere | Titolo di cortesia | Appellativo | Pronomi |
    Orientamento sessuale | Origine etnica | Etnia | Razza | Origine razziale | Colore della pelle |
    Sindacato | Iscrizione al sindacato | Iscrizione sindacale | Tessera sindacale | Trattenuta sindacale | Appartenenza sindacale | Opinioni politiche | Orientamento politico | Partito politico | Appartenenza politica |
    Dati biometrici | Impronta digitale | Impronte digitali | Riconoscimento facciale | Dati genetici | DNA`,
  identifying: `
    Nome | Cognome | Nome e cognome | Nome completo | Secondo nome | Cognome da nubile | Nominativo | Soprannome |
    E-mail personale | Posta elettronica | Email | PEC | Telefono | Telefono personale | Telefono cellulare | Cellulare | Cellulare personale | Numero di cellulare | Recapito telefonico | Contatto di emergenza | Contatti di emergenza | Persona da contattare in caso di emergenza | Telefono emergenza | Profilo LinkedIn |
    Indirizzo | Indirizzo di residenza | Indirizzo personale | Via | Via e numero civico | Numero civico | CAP | Codice postale | Città | Città di residenza | Comune di residenza | Residenza | Domicilio | Provincia | Paese di residenza |
    Luogo di nascita | Comune di nascita | Provincia di nascita | Paese di nascita | Stato di nascita |
    Nazionalità | Cittadinanza | Seconda cittadinanza | Passaporto | Numero di passaporto | Scadenza passaporto | Carta d'identità | Numero carta d'identità | Scadenza carta d'identità | Documento di identità | Numero documento | Permesso di soggiorno | Scadenza permesso di soggiorno | Permesso di lavoro | Visto | Visto d'ingresso | Matricola INPS | Posizione previdenziale | Numero patente |
    IBAN | BIC | Conto corrente | Numero conto corrente | Conto bancario | Coordinate bancarie | Banca | Nome della banca | Intestatario conto | Intestatario del conto |
    Commenti | Note | Osservazioni | Annotazioni | Foto | Fotografia | Foto profilo | Fototessera`,
  birth: `Data di nascita | Nascita | Compleanno | Anno di nascita | Nato il | Nato/a il`,
  harmless: `
    Posizione | Mansione | Qualifica | Reparto | Dipartimento | Ufficio | Sede | Sede di lavoro | Squadra | Team | Ore settimanali | Orario di lavoro | Portatile | Computer portatile | Taglia maglietta | Taglia divisa | Numero di scarpe | Auto aziendale | Centro di costo | Data di assunzione |
    Data di inizio | Tipo di contratto | Preavviso | Periodo di prova | Fine contratto | Anzianità | Livello | Livello contrattuale | CCNL | Inquadramento | Categoria | Famiglia professionale | Codice mansione | Responsabile | Supervisore | Mentore | Società | Divisione | Regione | Piano |
    Posto auto | Numero badge | Armadietto | Chiavi | Monitor | Cuffie | Licenza software | Accesso VPN | Lingue | Livello di inglese | Competenze | Titolo di studio | Università | Indirizzo di studi | Formazione | Budget formazione | Corso di salute e sicurezza | Addetto antincendio | Addetto primo soccorso | Valutazione annuale |
    Obiettivi | Bonus | Premio di risultato | Retribuzione variabile | RAL | Stipendio base | Buoni pasto | Rimborso chilometrico | Trasferta | Ferie | Giorni di ferie | Permessi ROL | Ex festività | Banca ore | Straordinari | Smart working | Giorni di smart working | Turno | Calendario | Part-time |
    Matricola | Codice dipendente | Gruppo paghe | Progetto | Cliente | Fonte di reclutamento | Segnalato da | Selezionatore | Data di uscita | Motivo di uscita | Colloquio di uscita | Politica viaggi | Credenziali di accesso | Anno fiscale | Esercizio fiscale | Impronta di carbonio | Tasso di utilizzo | Compagnia di riferimento | Auto di cortesia | Patente tipo`,
  sensitiveTypes: `
    Malattia | Malattia figlio | Malattia bambino | Infortunio | Infortunio sul lavoro | Ricovero | Ricovero ospedaliero | Ospedalizzazione (ospedale) | Visita medica | Visite mediche | Visita specialistica | Intervento chirurgico | Riabilitazione | Cure termali | Quarantena | Isolamento | Maternità | Maternità obbligatoria | Maternità facoltativa | Paternità | Congedo parentale | Allattamento | Permesso 104 | Permessi Legge 104 | Gravidanza a rischio | Congedo mestruale | Donazione sangue | Assistenza familiare | Assistenza disabili | Congedo biennale 104 | Invalidità | Dentista |
    Certificati medici | Certificati di malattia | Referti medici | Visite mediche aziendali | Indennità di malattia | Assegni familiari | Indennità di maternità`,
  harmlessTypes: `
    Ferie | Permesso | Permesso non retribuito | Permesso retribuito | ROL | Ex festività | Straordinari | Recupero ore | Banca ore | Smart working | Lavoro da remoto | Trasferta | Formazione | Trasloco | Aspettativa non retribuita | Festività | Permesso studio | Lutto | Permesso elettorale | Contratti | Buste paga | Cedolini | Attestati di formazione | Diplomi | Valutazioni | Varie | Stipendio base | Bonus | Provvigioni |
    Premio di risultato | Tredicesima | Buoni pasto | Rimborso spese | Indennità di trasferta`,
};
