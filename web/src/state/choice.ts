// The mapping a person builds from a proposal: which column fills which field. No requests here.

import type { Choice, EntityInfo, FieldInfo, Proposal } from '../api/types';

export const startChoice = (proposal: Proposal): Choice => ({
  entity: proposal.entity,
  fields: Object.fromEntries(
    proposal.columns.filter((each) => each.field).map((each) => [each.column, each.field ?? '']),
  ),
  codes: Object.fromEntries(
    proposal.columns.filter((each) => each.codes).map((each) => [each.column, each.codes ?? {}]),
  ),
  constants: { ...proposal.constants },
});

// A field is filled once: choosing it for a column takes it from another column, and from a
// constant. An empty field leaves the column out. What its words mean belonged to the old field.
export function withField(choice: Choice, column: string, field: string): Choice {
  const fields = Object.fromEntries(
    Object.entries(choice.fields).filter(([name, of]) => name !== column && (!field || of !== field)),
  );
  if (field) fields[column] = field;
  const codes = Object.fromEntries(
    Object.entries(choice.codes).filter(([name]) => name !== column && name in fields),
  );
  const constants = { ...choice.constants };
  delete constants[field];
  return { ...choice, fields, codes, constants };
}

export function withConstant(choice: Choice, field: string, value: string): Choice {
  const constants = { ...choice.constants };
  if (value) constants[field] = value;
  else delete constants[field];
  return { ...choice, constants };
}

// What a word of the source stands for; an empty code leaves it unread.
export function withCode(choice: Choice, column: string, word: string, code: string): Choice {
  const words = { ...choice.codes[column] };
  if (code) words[word] = code;
  else delete words[word];
  const codes = { ...choice.codes, [column]: words };
  if (!Object.keys(words).length) delete codes[column];
  return { ...choice, codes };
}

// Fields for a menu: by what is typed in either language, a synonym or the name; what the column might
// be first, then the required and key fields, those taken by another column last.
export function fieldsFor(
  entity: EntityInfo | undefined,
  choice: Choice,
  column: string,
  typed: string,
  likely: readonly string[] = [],
): { field: FieldInfo; takenBy: string }[] {
  const wanted = typed.trim().toLowerCase();
  const says = (text: string | undefined) => (text ?? '').toLowerCase().includes(wanted);
  const found = (entity?.fields ?? [])
    .filter(
      (each) =>
        !wanted ||
        says(each.name) ||
        says(each.label.zh) ||
        says(each.label.en) ||
        each.synonyms.some(says),
    )
    .map((field) => ({
      field,
      takenBy:
        Object.entries(choice.fields).find(([name, of]) => of === field.name && name !== column)?.[0] ??
        '',
    }));
  const rank = (each: { field: FieldInfo; takenBy: string }) =>
    (each.takenBy ? 4 : 0) +
    (likely.includes(each.field.name) ? 0 : each.field.required || each.field.key ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b));
}
