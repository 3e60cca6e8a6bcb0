import * as z from 'zod';

/** Fields of a form that belong together, under the name of their object. */
interface Section {
  readonly name: string;
  readonly fields: z.ZodRawShape;
}

export function sectionsOf(form: z.ZodObject): Section[] {
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const section = plain(field);
    return section instanceof z.ZodObject ? [{ name, fields: section.shape }] : [];
  });
}

/** The field itself, without its default. */
export function plain(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    ? plain(field.unwrap() as z.ZodType)
    : field;
}
