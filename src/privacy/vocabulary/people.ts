/** Words for people besides the names of streams and references, without accents. */
export const PEOPLE_WORDS = [
  ...['personio', 'people', 'user', 'staff', 'worker', 'colleague', 'manager', 'boss', 'approver', 'author', 'creator'],
  ...['reviewer', 'deputy', 'lead', 'leader', 'head', 'mentor', 'buddy', 'coach', 'recruiter', 'reports_to'],
  ...['mitarbeiter', 'mitarbeiterin', 'mitarbeitende', 'vorgesetzte', 'vorgesetzter', 'vorgesetzten', 'fuhrungskraft'],
  ...['vertreter', 'vertreterin', 'vertretung', 'stellvertreter', 'teamleiter', 'teamleitung', 'leiter', 'leitung'],
  ...['empleado', 'empleada', 'trabajador', 'jefe', 'responsable', 'employe', 'employee', 'salarie', 'superieur'],
  ...['dipendente', 'responsabile', 'supervisore', 'medewerker', 'werknemer', 'leidinggevende', 'pracownik'],
  ...['vorgesetzte_r', 'mitarbeiter_in', 'vertreter_in', 'stellvertreter_in', 'teamleiter_in', 'leiter_in'],
  ...['ansprechpartner', 'ansprechpartnerin', 'ansprechpartner_in', 'chef', 'chefe', 'interviewer', 'sponsor'],
  ...['coordinator', 'koordinator', 'koordinatorin', 'responsible', 'proxy', 'business_partner', 'direct_report'],
  ...['dotted_line', 'reporting_to', 'manager_of_record'],
  ...['przelozony', 'kierownik', 'funcionario', 'funcionaria', 'colaborador', 'colaboradora', 'gestor'],
];
