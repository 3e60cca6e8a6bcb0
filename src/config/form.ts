import * as z from 'zod';

/** Fields of a form that belong together, under the name of their object, or of their list of objects. */
interface Section {
  readonly name: string;
  readonly fields: z.ZodRawShape;
  readonly isList: boolean;
}

export function sectionsOf(form: z.ZodObject): Section[] {
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([name, field]): Section[] => {
    const section = plain(field);
    const entry = entryOf(section);
    if (entry) return [{ name, fields: entry.shape, isList: true }];
    return section instanceof z.ZodObject ? [{ name, fields: section.shape, isList: false }] : [];
  });
}

/** What a configuration has in the section: one object, or each of its list. */
export function valuesIn({ name, isList }: Section, input: Readonly<Record<string, unknown>>): readonly unknown[] {
  const value = input[name];
  if (!isList) return [value];
  return Array.isArray(value) ? value : [];
}

/** The form of each entry, if the field is a list of objects. */
export function entryOf(field: z.ZodType): z.ZodObject | undefined {
  const element = field instanceof z.ZodArray ? plain(field.element as z.ZodType) : undefined;
  return element instanceof z.ZodObject ? element : undefined;
}

/** The field itself, without its default. */
export function plain(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    ? plain(field.unwrap() as z.ZodType)
    : field;
}
