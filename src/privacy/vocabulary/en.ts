import type { Vocabulary } from './vocabulary.ts';

/** Includes the terms that all languages share. */
export const EN: Vocabulary = {
  special: {
    health: `
      health*, medical*, medicine*, medication*, medicare, medicaid, sick*, illness*, =ill, disease*, allerg*, intoleranc*,
      dietary, special diet, diagnosis, diagnoses, diagnosed, vaccin*, immunis*, immuniz*, immunity, covid*, blood, pregnan*,
      doctor, doctors, physician, therapy, therapies, hospital, hospitals, hospitalis*, hospitaliz*, surgery,
      surgeries, fit note, fit notes, fitness work, fit work, fitness duty, disabilit*, disabled, handicap*, impairment*, impaired,
      wheelchair*, special needs, reasonable adjustment*, reasonable accommodation*, workplace adjustment*,
      workplace accommodation*, accessibility need*, accessibility requirement*, chronic*, smoker*, rehab*, quarantin*,
      infect*, hiv, cancer, organ donor, mental, neurodiver*, eyesight, eye test, hearing aid*, maternity certificate,
      special condition*, psychological, dental, diet, work accident*, workplace accident*`,
    religion: `relig*, faith*, church*, denomination*, confession*, creed*, worship, belief, beliefs, mosque, parish, halal, kosher`,
    tax: `tax, taxes, taxable, taxation, taxpayer*, =tin, tin number`,
    family: `
      marital, married, marriage*, wedding*, divorc*, widow*, spous*, husband, wife, =partner, partner name, partners name, partner birth,
      partner birthday, partner contact, partner phone, partner status, partner income, partner occupation, life partner*,
      domestic partner*, civil partner*, civil status, relationship status, childbirth*, child, childs, children, childrens, childcare, kid, kids,
      daughter*, =son, sons, dependents, dependent, dependant*, dependent*, =family, family status, family situation, family member*,
      family allowance*, family size, family composition, family leave, family relation*, maternity, paternity, parental, adoption leave,
      adoptive, parents, parenthood, single parent*, working parent*, mother, mothers, father, fathers, nursery, kindergarten,
      daycare, day care, carer, carers, caregiver*, caring`,
    gender: `gender*, sex, salutation*, pronoun*, honorific*, form address, transgender, non binary, nonbinary, mr mrs, mr ms`,
    sexuality: `sexual*, lgbt*, queer`,
    origin: `
      ethnic*, hispanic*, latino, latina, race, racial*, skin, caste, ancestry, migration background, immigrant background, indigenous, national origin,
      minority, minorities, refugee*, veteran*`,
    opinion: `
      works council*, political, politically, politics, trade union*, labor union*, labour union*, union member*, union fee*, union due*, union affiliation*,
      union code, union status, union rep*, =union, unionised, unionized, philosophical, party membership`,
    body: `
      biometr*, genetic*, genom*, dna, fingerprint*, finger print*, facial, face id, face recognition, iris scan, retina*, voiceprint,
      palm vein, palm print`,
  },
  identifying: {
    names: `
      =name, first name*, firstname*, last name*, lastname*, preferred name*, middle name*, maiden name*, birth name, surname*, full name*,
      fullname, given name*, family name*, forename*, nickname*, legal name*, employee name, person name, candidate name,
      supervisor name, manager name, mentor name, former name, previous name*, name suffix, alias, initials, known as, known name`,
    contact: `
      email*, e mail*, =mail, mail address, private mail, personal mail, work mail, phone*, telephone*, telefon, mobile,
      cellphone*, =cell, cell number, cell no, fax*, contact, contacts, emergency person, emergency relation*, emergency name*,
      next kin, kin, linkedin*, xing*, github*, skype*, twitter*, instagram*, facebook*, whatsapp*, telegram handle, slack, website,
      homepage, social media profile*, social media handle*, landline*, =emergency, case emergency`,
    address: `
      address, addresses, street*, postal, postcode*, post code*, postalcode*, zip, zipcode*, =city, private city, city residence, home city, home town*, hometown*,
      =town, house number, house no, residence, residency, domicil*, =county, apartment number, birthplace*, birth place*, place birth,
      birth country, country birth, city birth, birth city, town birth, town born, home location, apartment, town city, home country`,
    identity: `
      social security*, social insurance*, ssn, nino, ni number, national insurance, insurance number, insurance no, insurance policy number,
      license plate*, licence plate*, number plate*, vehicle registration, car registration,
      passport*, national id*, identity card*, identity document*, identity number, identity no, id card*, id document*,
      id proof, proof id, personal id, personal identification*, identification number, national identification, government id,
      citizenship*, citizen number, citizen id, nationalit*, visa, visas, residence permit*, work permit*, permit number, permit residence,
      permit work, immigration*, driving licen*, driver licen*, drivers licen*, birth certificate*, alien registration, green card, right work, work authori*, =id number, pps number, =sin, sin number, aadhaar`,
    bank: `
      iban*, bic, swift code, =swift, swift bic, bank account*, bank detail*, bank name*, bank code*, bank data, bank number,
      bank info*, bank key, =bank, banking detail*, account number, account holder*, account no, account owner, sort code*,
      routing number, credit card*, debit card*, salary account*, payment detail*, bank routing`,
    comments: `comment*, note, notes, remark*, annotation*, free text, observation*`,
    pictures: `picture*, photo, photos, photograph, photographs, avatar*, image, images, portrait*, headshot*, selfie*`,
  },
  birth: `birth*, birthday*, birthdate*, dob, born, bday`,
  types: `
    accident*, injur*, flu, influenza, adoption*, =operation, =op, op appointment, dentist*, convalesc*, menstrua*, period leave, period pain, menopaus*,
    miscarriage*, ivf, fertility, isolation, incapacit*, unfit, unwell, care leave, family care, nursing, fmla, workers comp*, burnout, clinic, clinics,
    carer*, compassionate care, elder care, eldercare, physiotherap*, stillbirth*, prenatal, antenatal, lactation, breastfeeding,
    child*, home nursing, l4, nurse*`,
  harmless: `
    health safety, health and safety, safety health, safety and health, contact center*, contact centre*, address book*, email signature*,
    phone allowance*, phone model*, phone extension*, mobile work*, mobile office, mobile device*, mobile app*, mobile allowance*,
    mother tongue*, account disabled, user disabled, login disabled, bank holiday*, ip address*, mac address*, photo consent*, picture consent*,
    image rights, photo release, release note*, company legal name, legal name company, legal entity name*,
    race condition*, healthcare industry, healthcare segment, healthcare vertical, customer contact*, office address, company address, workplace address, mobile phone contract, customer contact`,
};
