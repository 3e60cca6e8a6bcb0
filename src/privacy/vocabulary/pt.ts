import type { Vocabulary } from './vocabulary.ts';

export const PT: Vocabulary = {
  special: {
    health: `
      saúde*, doença*, doenças*, doente*, restriç* alimenta*, intolerância*, alérgic*, vacina*, sangue*, sanguíne*, gravidez*, grávida*, gestante*, maternidade*, deficiên*, deficient*, pcd, pne, incapaci*, invalidez*, aptidão médic*, aptidão física, ficha aptidão, atestado*, =baixa, baixa médic*, baixas médic*, plano saúde, convênio médico, aso, hospitalar*, internamento*, internação*, internações*,
      reabilita*, =cid, cid 10, médico, médicos, médica, médicas, medicina, medicação, medicament*, lesão, lesões, fumador*, fumante*, crónic*, crônic*, psicológic*, diabetes, diabétic*, celíac*, exame admissional, exame periódico, exames periódicos, exame demissional, grau incapacidade, reabilitado*, mobilidade reduzida, cadeira rodas, auxílio doença, odontol*, convênio médico, convênio saúde`,
    religion: `crença*, confissão*, igreja*, =fé, religio*, mesquita*, paróquia*`,
    tax: `imposto*, irs, irrf, tributári*, tributaç*, retenção fonte, isento irs`,
    family: `
      família abono, salário família, =família, agregado, solteiro*, solteira*, viúvo*, viúva*, cônjuge*, marido, esposa*, união facto, união fato, união estável, companheiro, companheira, casamento*, casado*, casada*, filho, filhos, filha, filhas, dependente*, criança*, creche*, parentalidade*, licença adoção, adotante*, nome mãe, nome pai, mãe, pai, enteado*, amamentação*, aleitamento*, parentesco*,
      pensão alimentícia, divorciado*, conjugal`,
    gender: `gênero*, pronome*, =tratamento, forma tratamento, título tratamento, título cortesia`,
    sexuality: `sexual*, sexualidade*`,
    origin: `raça*, cor raça, =cor, cor pele, =origem, origem étnica, origem racial, país origem, minoria*, refugiado*, indígena*, quilombola*`,
    opinion: `sindicaliz*, filiação partid*, partidári*, =filiação, filiação política, opinião política, opiniões políticas, orientação política, convicç*, filosófic*, =opinião`,
    body: `biometri*, impressão digital, impressões digitais, reconhecimento facial`,
  },
  identifying: {
    names: `
      nome próprio, sobrenome*, apelido*, nome social, nome meio, último nome, primeiro nome, nome colaborador*, nome funcionário*, nome gestor, nome supervisor, nome preferido, nome nascimento, nome solteira, nomes próprios, nome legal, alcunha*, =nomes, nome família`,
    contact: `correio*, telemóvel*, telemóveis*, telefone*, contacto*, contato*, emergência nome, emergência número, emergência pessoa, redes sociais, pessoa contactar, tlm, caso emergência`,
    address: `
      morada*, endereço*, rua, cep, bairro*, logradouro*, =cidade, cidade residência, cidade domicílio, residência*, localidade residência, =concelho, concelho residência, =freguesia, freguesia residência, =distrito, =localidade, =município, estado uf, =uf, local nascimento, lugar nascimento, naturalidade*, país nascimento, cidade nascimento, concelho nascimento, freguesia nascimento, estado nascimento,
      município nascimento, código postal, habitação, cidade uf`,
    identity: `
      segurança social, previdência*, niss, contribuinte*, cpf, =rg, rg número, número rg, rg órgão, cpf rg, rg cpf, pis, pasep, nis, ctps, carteira trabalho, =nit, cartão cidadão, cartão do cidadão, cartão de cidadão, bilhete identidade, bilhete de identidade, documento identidade, documento identificação, passaporte*, título residência, autorização residência, autorização trabalho, visto trabalho, nacionalidade*,
      cidadania*, título eleitor, cnh número, número cnh, carta condução número, número carta condução, número identificação, identidade, rne, rnm, crnm, =cc, número cc, =bi, número bi, seg social`,
    bank: `bancári*, nome banco, conta corrente, conta poupança, número conta, n conta, titular conta, nib, agência conta, agência banco, =conta, conta salário, pix, chave pix, cartão crédito`,
    comments: `observaç*, anotaç*, texto livre, comentário*, obs`,
    pictures: `fotografia*, =imagem, imagem perfil, retrato*`,
  },
  birth: `nascimento*, nascido*, nascida*, aniversário*`,
  types: `
    baixa, baixas, acidente*, cirurgi*, cirúrgic*, consulta, consultas, assistência família, assistência filh*, assistência menor*, assistência, isolamento*, quarentena*, menstru*, afastamento, inss, fisioterap*, dentista*, licença médic*, nascimento*, doação sangue, convalesc*, clínica*, internad*, perícia, fertilidade, aborto*, operação cirúrgica, exames médic*, hospital*`,
  harmless: `
    segurança e saúde, saúde e segurança, segurança saúde, saúde segurança, ano fiscal, exercício fiscal, endereço ip, endereço mac, direito imagem, direito de imagem, direitos de imagem, uso de imagem, aniversário empresa, aniversário de empresa, contato com cliente*, contacto com cliente*, agenda endereços, banco horas, banco de horas, género de contrato, gênero de contrato, aniversário de admissão, aniversário admissão, endereço do escritório, endereço escritório, endereço da empresa, contacto com cliente*`,
};
