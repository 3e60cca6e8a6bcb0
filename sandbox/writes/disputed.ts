/** Like `Disputed`, for writes: nobody who wrote the reference down could try them. */
export interface DisputedWrites {
  /** How a create names what it created; `nested`: a person's answer also names the employments. */
  created: 'id' | 'wrapped' | 'nested';
  /** The status for an id in a body that does not exist, where the reference names none. */
  unknownReference: 400 | 404 | 422;
  /** Members that the reference does not name are refused, or have no effect. */
  unknownMembers: 'refused' | 'ignored';
  /** What a change to the values that are already there does to the time of change. */
  idlePatch: 'touches' | 'nothing';
  /** What a new person needs: names, or also e-mail, language, and status, start and type of the employment. */
  personNeeds: 'names' | 'more';
  /** Whether a new person's employment keeps its legal entity and start. */
  postedEmployment: 'kept' | 'forgotten';
  /** A person's e-mail can be changed. */
  emailChange: 'allowed' | 'refused';
  storedEmails: 'as sent' | 'lower case';
  /** How the filter `email` of persons compares. */
  emailFilter: 'exact' | 'any case';
  /** What clears a custom attribute: an empty text or list, or null. */
  clearedAttributes: 'empty' | 'null';
  /** Whether a change of an employment has to name status, type and start. */
  employmentPatch: 'merge' | 'needs three';
  /** Whether departments and teams are written together, or only the kinds that are named. */
  orgUnitsPatch: 'replace' | 'merge';
  /** The status for a missing right to write people. */
  personsRefusal: 401 | 403;
  /** Which scopes to write a token names: new ones, old ones, both, or none although the rights are there. */
  writeScopes: 'new' | 'old' | 'both' | 'none';
  /** An attendance that overlaps another: refused, or accepted after the other was cut. */
  attendanceOverlap: 400 | 409 | 422 | 'cut';
  /** Seconds of attendances. */
  attendanceSeconds: 'dropped' | 'kept';
  /** Changes and removals of confirmed attendances. */
  confirmedChange: 'allowed' | 403 | 409;
  /** The answer to a change of an attendance. */
  attendancePatch: 204 | 200;
  /** What the list of documents shows as the name of an upload. */
  documentName: 'title' | 'file name';
  /** Whether an upload's id in v1 is that of v2. */
  documentIds: 'same' | 'different';
  /** How a file of more than 30 MB is refused. */
  largeFile: 413 | 422;
  /** Reads by id also lack what was created less than `writeLagMs` ago. */
  lagsById: boolean;
}

export function disputedWrites(): DisputedWrites {
  return {
    created: 'id',
    unknownReference: 400,
    unknownMembers: 'refused',
    idlePatch: 'touches',
    personNeeds: 'names',
    postedEmployment: 'kept',
    emailChange: 'allowed',
    storedEmails: 'as sent',
    emailFilter: 'exact',
    clearedAttributes: 'empty',
    employmentPatch: 'merge',
    orgUnitsPatch: 'replace',
    personsRefusal: 403,
    writeScopes: 'new',
    attendanceOverlap: 422,
    attendanceSeconds: 'dropped',
    confirmedChange: 'allowed',
    attendancePatch: 204,
    documentName: 'title',
    documentIds: 'same',
    largeFile: 413,
    lagsById: false,
  };
}
