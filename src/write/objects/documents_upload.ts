import type { WriteRequest } from '../../http/api.ts';
import { isObject, textOf } from '../../row.ts';
import { idIn } from '../answers.ts';
import type { Values } from '../members.ts';
import { Reject } from '../reject.ts';
import type { LoadedFile } from './documents_file.ts';
import { formOf } from './documents_form.ts';

const PATH = '/v1/company/documents';

/** API v2 has no upload. */
export function uploadOf(
  owner: string,
  category: string,
  { title, comment, date }: Values,
  file: LoadedFile,
): Pick<WriteRequest, 'route' | 'target' | 'body'> {
  const given = { title, employee_id: owner, category_id: category, comment, date };
  const fields = Object.entries(given).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return { route: PATH, target: PATH, body: formOf(Object.fromEntries(fields), file) };
}

/** The id of an uploaded document. Undefined if the answer has none; throws Reject if it says that nothing was done. */
export function uploadedId(answer: unknown): string | undefined {
  if (isObject(answer) && answer.success === false) {
    const said = isObject(answer.error) ? textOf(answer.error.message) : undefined;
    throw new Reject('refused', 'Personio did not accept the document.', { answer: said });
  }
  return idIn(answer);
}
