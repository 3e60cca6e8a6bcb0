import type { Vocabulary } from './vocabulary.ts';

export const FR: Vocabulary = {
  special: {
    health: `
      santé*, médical*, médicaux, médicament*, médecin*, maladie*, malade*, maternit*, grossesse*, enceinte*, intoléranc*, régime alimentaire, régimes alimentaires, restriction* alimentaire*, contrainte* alimentaire*,
      vaccin*, groupe sanguin, sanguin*, sang, handicap*, rqth, boeth, oeth, doeth, invalidit*, invalide*, incapacit*, inaptitude*, inapte*, avis aptitude, fiche aptitude,
      certificat aptitude, mutuelle*, complémentaire santé, prévoyance*, cpam, caisse primaire, ameli, carte vitale, vitale, ald, arrêt travail, arrêts travail, avis arrêt,
      accident travail, accidents travail, mi temps thérapeutique*, thérapeut*, thérapie*, hospitalis*, hôpital, hôpitaux, psychologique*, psychiatr*, mdph, aah, pathologi*, soins, infirmi*,
      aménagement poste, aménagements poste, poste aménagé, fauteuil roulant, fumeur*, diabét*, dépistage*, chronique*, pénibilité médicale, ipp, congé mat, accouchement*, carte mobilité inclusion`,
    religion: `culte*, croyance*, église*, =foi, confessionnel*, laïcité conviction*, mosquée*, paroisse*`,
    tax: `impôt*, fiscal, fiscale, fiscaux, fiscales, prélèvement source, taux imposition, imposition, impositions, quotient familial, parts fiscales, taux pas`,
    family: `
      état civil, situation familiale, situation famille, familial, familiale, familiaux, familiales, =famille, charge famille, charges famille, livret famille, composition famille, membre famille,
      membres famille, statut marital, maritale*, matrimonial*, marié*, mariage*, divorc*, séparé légalement, veuf*, veuve*, pacs*, conjoint*, époux, épouse*, concubin*,
      =compagnon, =compagne, =partenaire, partenaire pacs, nom partenaire, enfant*, personnes charge, personne charge, ayant droit, ayants droit, parental*, parentalité*, paternit*, congé adoption, crèche*,
      parent isolé, parents isolés, =parents, proche aidant, proches aidants, aidant*, père, mère, célibataire*, vie maritale, pension alimentaire`,
    gender: `sexe*, civilité*, =genre, genre sexe, genre identité, identité genre, pronom*, féminin*, masculin*, formule politesse, =m mme, =mme m, madame monsieur, monsieur madame`,
    sexuality: `sexuel*, sexualité`,
    origin: `ethni*, =origine, =origines, origine raciale, origines raciales, pays origine, racial*, couleur peau, minorité*, réfugié*, issu immigration, origine sociale`,
    opinion: `
      syndicat*, syndical*, syndiqu*, opinion* politique*, parti politique, appartenance politique, affiliation politique, engagement politique, conviction*, philosophique*, =opinions`,
    body: `biométri*, génétique*, empreinte digitale, empreintes digitales, adn, reconnaissance faciale, reconnaissance vocale, =empreintes`,
  },
  identifying: {
    names: `
      prénom*, =nom, =noms, nom famille, nom naissance, nom jeune fille, nom usage, nom patronymique, patronyme*, nom complet, nom usuel, nom salarié, nom employé, nom collaborateur, nom manager, nom responsable,
      nom supérieur, surnom*, nom épouse`,
    contact: `
      courriel*, mél, mails, téléphon*, tél, =portable, numéro portable, numéro mobile, n portable, portable perso*, portable pro*, portable privé, personne prévenir, personnes prévenir, personne contacter, contact urgence, urgence nom,
      urgence numéro, réseaux sociaux, télécopie, mail*, coordonnées`,
    address: `
      adresse*, rue, =ville, ville résidence, ville domicile, ville perso*, code postal, codes postaux, domicile*, lieu résidence, résidence*, =commune, commune résidence, localité, lieu naissance, pays naissance, ville naissance,
      commune naissance, département naissance, lieu habitation, logement, voie`,
    identity: `
      sécurité sociale, numéro sécu*, n sécu*, no sécu*, nir, numéro ss, n ss, no ss, numéro insee, n insee, no insee, passeport*, carte identité, cni, pièce identité, pièces identité, titre séjour, titres séjour, carte séjour, permis séjour,
      autorisation travail, permis travail, nationalité*, citoyenneté*, permis conduire numéro, plaque immatriculation, immatriculation véhicule, permis conduire n, numéro permis, avs, numéro étranger, identité, immatriculation sociale`,
    bank: `
      rib, bancaire*, =banque, nom banque, banque nom, numéro compte, n compte, no compte, titulaire compte, compte banque, domiciliation bancaire, code banque, code guichet, clé rib`,
    comments: `commentaire*, remarque*, texte libre, texte libre*`,
    pictures: `photographie*, trombinoscope*, =image`,
  },
  birth: `naissance*, anniversaire*, né le`,
  types: `
    accident*, =at, at mp, at trajet, rdv médical*, cure thermale, cures thermales, =cure, cure, convalesc*, fausse couche, menstru*, règles douloureuses, isolement*, quarantaine*, chirurg*, =opération,
    opération chirurgicale, dentiste*, kiné*, soin*, rééducation*, réadaptation*, don sang, ijss, indemnité journalière, indemnités journalières, subrogation*, garde enfant*, garde malade, naissance*, allaitement*, clinique*,
    présence parentale, solidarité familiale, ménopause*, endométriose*, ivg, pma, burn out, épuisement*`,
  harmless: `
    santé sécurité, santé et sécurité, sécurité santé, sécurité et santé, santé au travail et sécurité, année fiscale, exercice fiscal, fiscal year, fiscal period, domicile travail, travail domicile, trajet domicile, carnet d adresses,
    adresse ip, adresse mac, anniversaire entreprise, anniversaire d entreprise, anniversaire de travail, anniversaire d embauche, droit image, droits image, droit à l image, droits à l image, famille métier*, famille de métier*, famille d emploi*, entretien anniversaire,
    téléphonie, standard téléphonique, adresse bureau, adresse du bureau, adresse du site, adresse du lieu de travail, contact client*, note d evaluation, note evaluation, forfait mobile, adresse du siège`,
};
