import type { Vocabulary } from './vocabulary.ts';

export const ES: Vocabulary = {
  special: {
    health: `
      salud, saludable, sanitari*, enferm*, alergi*, alérgic*, intolerancia*, dieta especial, dietétic*, restricci* alimentari*, restricci* dietétic*, necesidades alimentari*, vacuna*, sangre, sanguíne*, embaraz*, maternidad*, discapaci*, minusval*, invalidez*, inválid*, incapaci*,
      diversidad funcional, grado dependencia, baja médica, bajas médicas, baja laboral, baja it, aptitud médica, mutua, mutuas, hospitaliza*, hospitalari*, rehabilita*, lesión, lesiones, trastorno*, terapia*, fumador*, celiac*, celíac*, diabetes, diabétic*,
      médico, médicos, médica, médicas, medicina, medicación, medicament*, accidente laboral, accidentes laborales, psicológic*, psiquiatr*, crónic*, adaptación puesto, silla ruedas, sordera, ceguera, gestante*, lactancia*, parto, =dieta`,
    religion: `confesion, confesión, confesional*, creencia*, culto*, iglesia*, credo*, =fe, mezquita*, parroquia*`,
    tax: `impuesto*, irpf, tributari*, hacienda, modelo 145, =rfc, exento irpf, =retención`,
    family: `
      estado civil, situación familiar, familiar, familiares, familia numerosa, =familia, libro familia, cargas familia, matrimoni*, casado*, casada*, soltero*, soltera*, divorci*, viudo*, viuda*, viudedad, cónyuge*, conyugal*, esposo*, esposa*, pareja, hijo, hijos, hija, hijas,
      menor cargo, menores cargo, descendiente*, ascendiente*, dependientes, paternidad*, parental*, guardería*, permiso adopción, nombre madre, nombre padre, madre, padre, padres, parentesco*, boda, personas dependientes, nupcial*, situación civil, =cargas`,
    gender: `sexo*, género*, =tratamiento, pronombre*, forma tratamiento, tratamiento cortesía, mujer hombre, =sr sra`,
    sexuality: `sexual*, sexualidad, orientación afectiva`,
    origin: `étnic*, etnia*, raza*, racial*, =origen, país origen, color piel, minoría*, refugiad*, ascendencia`,
    opinion: `
      sindica*, afiliación política, opinión política, opiniones políticas, partido político, ideología*, =afiliación, convicciones*, filosófic*, militancia*, =opiniones`,
    body: `biométric*, biometría, genétic*, huella dactilar, huellas dactilares, huella digital, huellas digitales, adn, reconocimiento facial, =huella, =huellas`,
  },
  identifying: {
    names: `
      =nombre, nombre completo, nombre pila, apellido*, primer nombre, segundo nombre, nombre preferido, nombre legal, nombre empleado, nombre trabajador, nombre supervisor, nombre responsable, nombre social, apodo*, nombre nacimiento, nombre soltera, nombres`,
    contact: `
      correo*, teléfono*, móvil, móviles, celular*, contacto, contactos, persona avisar, avisar emergencia, emergencia teléfono, emergencia nombre, emergencia persona, red social, redes sociales, sitio web, tfno, tlf, telf`,
    address: `
      =dirección, dirección postal, dirección particular, dirección personal, dirección casa, dirección domicilio, dirección residencia, dirección completa, dirección habitual, dirección privada, dirección actual, dirección calle, dirección vivienda, direcciones, domicilio*, calle,
      código postal, =cp, =población, =localidad, localidad residencia, población residencia, =ciudad, ciudad residencia, ciudad domicilio, =municipio, municipio residencia, =provincia, provincia residencia, residencia*, vivienda*, lugar nacimiento, país nacimiento, ciudad nacimiento,
      provincia nacimiento, localidad nacimiento, municipio nacimiento, población nacimiento, cp población`,
    identity: `
      seguridad social, nss, naf, número ss, n ss, número afiliación, n afiliación, nuss, nif, =dni, dni nie, dni nif, número dni, n dni, documento dni, dni número, dni pasaporte, copia dni, caducidad dni, vencimiento dni, =nie, número nie, n nie, nie nif, nie pasaporte, caducidad nie,
      documento identidad, documento nacional, documento identificativo, documento identificación, número identidad, cédula*, pasaporte*, permiso trabajo, visado*, nacionalidad*, ciudadanía*, curp, cuil, rut, extranjería, número carnet, número permiso conducir, identidad, nº ss`,
    bank: `bancari*, =banco, nombre banco, banco nombre, número cuenta, n cuenta, cuenta corriente, titular cuenta, cuenta nómina, cuenta cobro, cuenta domiciliación, =cuenta, tarjeta crédito, entidad financiera`,
    comments: `comentario*, observaci*, notas, anotación, anotaciones, texto libre`,
    pictures: `fotografía*, =imagen, imagen perfil, imagen empleado, retrato*`,
  },
  birth: `nacimiento*, nacido*, nacida*, cumpleaños*, natalicio*, natal`,
  types: `
    baja, bajas, =it, accidente*, intervención quirúrgica, operación quirúrgica, quirúrg*, cirugía*, cirujan*, reposo*, menstrua*, regla dolorosa, reglas dolorosas, aislamiento*, cuarentena*, cuidado menor*, cuidado hij*, cuidado*, dentista*, convalec*, consulta médic*, odontolog*, clínica*,
    hospital*, fisioterap*, nacimiento*, aborto*, fertilidad, operación, quimio*, donación sangre`,
  harmless: `
    seguridad y salud, salud y seguridad, seguridad salud, salud seguridad, año fiscal, ejercicio fiscal, período fiscal, dirección ip, dirección mac, derechos imagen, derechos de imagen, derecho imagen, derecho de imagen, cesión de imagen, libreta direcciones, baja voluntaria, cumpleaños empresa,
    correo interno, sector sanitario, género de contrato, género de producto, género literario, contacto comercial, contacto cliente*, aniversario laboral, aniversario empresa, aniversario de empresa`,
};
