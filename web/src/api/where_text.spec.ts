import { describe, expect, it } from 'vitest';
import { whereText } from './where_text';

describe('whereText', () => {
  it('says every filter, joined by and', () => {
    expect(
      whereText([
        { dimension: 'channel', op: 'in', values: ['chat', 'email'] },
        { dimension: 'province', op: 'not_in', values: ['广东', null] },
        { dimension: 'severity', op: '>=', values: ['2'] },
      ]),
    ).toBe("channel in ('chat', 'email') and province not in ('广东', null) and severity >= '2'");
  });
  it('keeps a quote that is part of a value', () => {
    expect(whereText([{ dimension: 'product', op: 'in', values: ["it's, (red)"] }])).toBe(
      "product in ('it''s, (red)')",
    );
  });
  it('is empty without filters', () => {
    expect(whereText([])).toBe('');
  });
});
