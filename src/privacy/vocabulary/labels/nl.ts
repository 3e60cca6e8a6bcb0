import type { Labels } from './labels.ts';

export const NL_LABELS: Labels = {
  special: `
    Religie | Geloof | Geloofsovertuiging | Godsdienst | Kerkelijke gezindte | Kerkgenootschap | Kerklidmaatschap (kerk) | Levensovertuiging | Levensbeschouwing | Religieuze overtuiging |
    Gezondheid | Gezondheidstoestand | Zorgverzekering | Zorgverzekeraar | Ziektekostenverzekering | Ziekte | Ziektedagen | Ziekmelding | Ziekteverzuim | Verzuim | Medische keuring | Datum medische keuring | Medische gegevens | Aanstellingskeuring | Bedrijfsarts | Huisarts | Arbeidsbeperking | Arbeidsgehandicapt | Handicap | Gehandicapt | Lichamelijke beperking | Beperking | Arbeidsongeschikt | Arbeidsongeschiktheid | Arbeidsongeschiktheidspercentage | WIA | WAO | WGA-uitkering | Wajong | Doelgroepregister | Doelgroepverklaring | Participatiewet | No-riskpolis | Re-integratie | Re-integratietraject | Allergieën | Allergie | Voedselallergie | Voedselintolerantie | Dieetwensen | Vaccinatie | Vaccinatiestatus | Bloedgroep | Zwangerschap | Zwanger | Zwangerschapsverlof | Bevallingsverlof | Chronische ziekte | Roker |
    Loonheffingskorting | Loonheffing | Loonbelasting | Belastingnummer | Belastingdienst | Fiscaal nummer | Inkomstenbelasting |
    Burgerlijke staat | Burgerlijke stand | Gezinssituatie | Gezinssamenstelling | Gehuwd | Getrouwd | Gehuwd sinds | Huwelijksdatum | Trouwdatum | Samenwonend | Gescheiden | Weduwe/weduwnaar | Echtgenoot | Naam echtgenote | Partner | Naam partner | Levenspartner | Geregistreerd partnerschap | Kinderen | Aantal kinderen | Kind 1 | Naam kind 1 | Kinderopvang | Kinderbijslag | Ouderschapsverlof | Vaderschapsverlof | Geboorteverlof | Mantelzorger | Alleenstaande ouder | Naam vader | Naam moeder |
    Geslacht | Genderidentiteit | Gender | Aanhef | Aanspreekvorm | Voornaamwoorden | Sekse |
    Seksuele geaardheid | Seksuele oriëntatie | Etniciteit | Etnische afkomst | Etnische achtergrond | Afkomst | Ras | Huidskleur | Migratieachtergrond |
    Vakbond | Vakbondslidmaatschap | Lid van vakbond | Vakbondscontributie | Vakvereniging | Politieke voorkeur | Politieke overtuiging | Politieke partij |
    Biometrische gegevens | Vingerafdruk | Gezichtsherkenning | Genetische gegevens | DNA`,
  identifying: `
    Naam | Voornaam | Voornamen | Achternaam | Roepnaam | Tussenvoegsel | Meisjesnaam | Geboortenaam | Volledige naam | Familienaam | Initialen | Voorletters |
    E-mail privé | E-mailadres | Privé e-mailadres | Emailadres | Telefoon | Telefoonnummer | Privételefoon | Telefoon privé | Mobiel | Mobiel nummer | Mobiele telefoon | GSM | GSM-nummer | Contactpersoon noodgeval | Noodcontact | Contactpersoon bij nood | Noodnummer | Contactgegevens | LinkedIn-profiel |
    Adres | Privéadres | Woonadres | Straat | Straat en huisnummer | Straatnaam | Huisnummer | Postcode | Woonplaats | Stad | Plaats | Gemeente | Land van verblijf (woonland) | Woonland |
    Geboorteplaats | Geboorteland |
    Nationaliteit | Tweede nationaliteit | Staatsburgerschap | Paspoort | Paspoortnummer | Vervaldatum paspoort | Identiteitskaart | Identiteitsbewijs | ID-bewijs | Nummer identiteitsbewijs | ID-kaart | Documentnummer | Verblijfsvergunning | Verblijfsvergunning geldig tot | Werkvergunning | Visum | BSN | BSN-nummer | Burgerservicenummer | Sofinummer | Rijksregisternummer | INSZ | INSZ-nummer | Rijbewijsnummer |
    IBAN | BIC | Bankrekening | Bankrekeningnummer | Rekeningnummer | Rekening | Rekeninghouder | Ten name van rekening (tenaamstelling) | Bankgegevens | Bank | Naam bank |
    Opmerking | Opmerkingen | Notities | Commentaar | Foto | Pasfoto | Profielfoto`,
  birth: `Geboortedatum | Verjaardag | Datum geboorte | Geboortejaar | Geboren op`,
  harmless: `
    Functie | Functietitel | Afdeling | Kantoor | Vestiging | Team | Uren per week | Contracturen | Laptop | T-shirtmaat | Kledingmaat | Schoenmaat | Leaseauto | Bedrijfsauto | Kostenplaats | Startdatum | Datum in dienst | Contracttype | Soort contract | Opzegtermijn |
    Proeftijd tot | Einde contract | Dienstjaren | Anciënniteit | Salarisschaal | Schaal | Trede | Functiegroep | Functiefamilie | Cao | Leidinggevende | Manager | Mentor | Buddy | Bedrijfsonderdeel | Entiteit | Regio | Verdieping | Werkplek | Parkeerplaats |
    Badgenummer | Sleutelnummer | Locker | Kluisje | Beeldscherm | Koptelefoon | Softwarelicentie | VPN-toegang | Talen | Niveau Engels | Vaardigheden | Opleiding | Opleidingsniveau | Diploma | Studierichting | Certificaten | Trainingsbudget | BHV | BHV-certificaat | Preventiemedewerker |
    Training gezondheid en veiligheid | Beoordeling | Laatste beoordeling | Doelstellingen | Bonus | Variabele beloning | Bruto salaris | Vakantiegeld | Dertiende maand | Reiskostenvergoeding | Reisafstand (km) | Telefoonvergoeding | Thuiswerkvergoeding | Thuiswerkdagen | Hybride werken | Vakantiedagen | Verlofsaldo | Overuren | ADV-dagen | Rooster |
    Ploeg | Ploegendienst | Personeelsnummer | Werknemersnummer | Salarisgroep | Pensioenregeling | Pensioenfonds | Project | Klant | Wervingsbron | Aangedragen door | Recruiter | Uitdiensttreding | Reden uitdienst | Exitgesprek | Aanspreekpunt IT | Werkbelasting | Ouderdomspensioen | Reisbeleid | Ambassadeur`,
  sensitiveTypes: `
    Ziekte | Ziek | Ziekteverlof | Ziekmelding | Kind ziek | Ziek kind | Ziekenhuisopname | Ziekenhuis | Operatie | Doktersbezoek | Bezoek huisarts | Tandarts | Bezoek specialist | Bedrijfsongeval | Arbeidsongeval | Arbeidsongeschiktheid | Revalidatie | Re-integratie | Quarantaine | Zwangerschap | Zwangerschapsverlof | Bevallingsverlof | Ouderschapsverlof | Geboorteverlof | Kortdurend zorgverlof | Langdurend zorgverlof | Zorgverlof | Mantelzorg | Menstruatieverlof | Handicap | Verzuim | Medische verklaringen | Ziekmeldingen | Verzuimdossier | Ziekengeld | Kinderbijslag | Doktersattesten`,
  harmlessTypes: `
    Vakantie | Wettelijk verlof | Bovenwettelijk verlof | Onbetaald verlof | Bijzonder verlof | Thuiswerken | ADV | ATV | Overuren | Tijd voor tijd | Compensatie-uren | Zakenreis | Opleiding | Training | Studieverlof | Verhuizing | Sabbatical | Feestdag | Calamiteitenverlof | Overlijden | Contracten | Loonstroken | Diploma's | Certificaten | Beoordelingen | Overig | Basissalaris | Bonus | Provisie | Vakantiegeld | Reiskostenvergoeding | Dertiende maand | Ploegentoeslag`,
};
