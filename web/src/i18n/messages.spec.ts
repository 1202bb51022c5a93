import { describe, expect, it } from 'vitest';
import { en } from './en';
import { zh } from './zh';

type Leaf = { path: string; text: string };

// Functions are called with plain values, so that their sentences are checked too.
function leaves(node: unknown, path: string[] = []): Leaf[] {
  if (typeof node === 'string') return [{ path: path.join('.'), text: node }];
  if (typeof node === 'function')
    return [{ path: path.join('.'), text: String((node as (...a: unknown[]) => string)(2, 3, 4, 5)) }];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) =>
    leaves(value, [...path, key]),
  );
}

const sources = import.meta.glob<string>('../**/*.{vue,ts}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('messages', () => {
  const [inZh, inEn] = [leaves(zh), leaves(en)];
  it('stand in both languages', () => {
    expect(inEn.map((leaf) => leaf.path).sort()).toEqual(inZh.map((leaf) => leaf.path).sort());
    for (const leaf of [...inZh, ...inEn]) expect(leaf.text.trim(), leaf.path).not.toBe('');
  });
  it('hold no Chinese in English, but for the switch to it', () => {
    const strays = inEn.filter((leaf) => /[\u4e00-\u9fff]/.test(leaf.text)).map((leaf) => leaf.path);
    expect(strays).toEqual(['top.languageShort']);
  });
  it('use full-width punctuation beside Chinese', () => {
    const narrow = inZh.filter((leaf) => /[\u4e00-\u9fff][,:;!?()]/.test(leaf.text));
    expect(narrow.map((leaf) => leaf.path)).toEqual([]);
  });
  it('are all used', () => {
    const text = Object.entries(sources)
      .filter(([path]) => !/i18n|spec/.test(path))
      .map(([, source]) => source)
      .join('\n');
    const groups = Object.entries(zh).flatMap(([group, words]) =>
      Array.isArray(words) ? [group] : Object.keys(words).map((key) => `${group}.${key}`),
    );
    const indirect = (path: string) => /^(what|nav|quality|entities|kinds)\.|^kpi\.(good|bad)$/.test(path);
    const unused = groups.filter((path) => !indirect(path) && !text.includes(`m.${path}`) && !text.includes(`m.value.${path}`));
    expect(unused).toEqual([]);
  });
});
