// What entities and fields are called. The dictionary is asked when a page first needs a name; until
// then, and for what it does not know, the name itself stands.

import { ref, shallowRef } from 'vue';
import { send } from '../api/client';
import { dictionary } from '../api/questions';
import type { EntityInfo, FieldInfo } from '../api/types';
import { m, said } from '../i18n';

const entities = shallowRef<EntityInfo[]>([]);
const asked = ref(false);

function needed(): readonly EntityInfo[] {
  if (!asked.value) {
    asked.value = true;
    send(dictionary()).then(
      (found) => (entities.value = found.entities),
      () => (asked.value = false),
    );
  }
  return entities.value;
}

export const entityLabel = (name: string): string =>
  m.value.entities[name] || said(needed().find((each) => each.name === name)?.label) || name;

// Without an entity the first that has such a field names it.
export function fieldLabel(entity: string, field: string): string {
  for (const each of needed()) {
    if (entity && each.name !== entity) continue;
    const found = each.fields.find((one) => one.name === field);
    if (found) return said(found.label);
  }
  return field;
}

export const fieldInfo = (entity: string, field: string): FieldInfo | undefined =>
  needed()
    .find((each) => each.name === entity)
    ?.fields.find((each) => each.name === field);

// "case.text" in words.
export function targetLabel(target: string): string {
  const [entity = '', field = ''] = target.split('.');
  return fieldLabel(entity, field);
}
