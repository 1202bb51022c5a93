import { describe, expect, it } from 'vitest';
import { chosen, readView, startView, withFilter, writeView, type View } from './url';

const view = (part: Partial<View>): View => ({ ...startView(), ...part });

describe('a view in the address', () => {
  it('comes back as it was written', () => {
    const views = [
      view({}),
      view({ page: 'quality', compare: false, range: { days: 90 } }),
      view({ page: 'quality', look: { rule: 'not_a_number', file: 'a&b=', row: '17' } }),
      view({ range: { from: '2026-10-01', to: '2026-10-31' } }),
      view({
        page: 'cases',
        metric: 'complaints',
        at: 3,
        record: '聊天/17&x=1',
        where: [
          { dimension: 'channel', op: 'in', values: ['chat', 'email'] },
          { dimension: 'product', op: 'in', values: ['A,B', '!x', '50 % ~ C\\D', null] },
          { dimension: 'carrier', op: 'not_in', values: ['顺丰'] },
          { dimension: 'severity', op: '>=', values: ['2'] },
        ],
      }),
    ];
    for (const each of views) expect(readView(writeView(each))).toEqual(each);
  });

  it('stays readable', () => {
    const where = withFilter([], 'province', ['广东', '上海']);
    expect(writeView(view({ where }))).toBe('#/overview?f.province=广东,上海');
    expect(writeView(startView())).toBe('#/overview');
  });

  it('survives the escapes a browser adds', () => {
    const where = withFilter([], 'province', ['广东']);
    expect(readView(encodeURI('#/overview?f.province=广东')).where).toEqual(where);
  });

  it('drops what it does not know and what is no date', () => {
    expect(readView('#/nowhere?days=12&from=2026-02-30&to=2026-03-01&x=%E0%A4%A')).toEqual(
      startView(),
    );
    expect(readView('#/overview?from=2026-03-02&to=2026-03-01')).toEqual(startView());
    expect(readView('')).toEqual(startView());
    expect(readView('#/cases?page=-4').at).toBe(1);
  });
});

describe('filters', () => {
  it('of one dimension replace each other', () => {
    const once = withFilter([], 'channel', ['chat']);
    const twice = withFilter(withFilter(once, 'topic', ['x']), 'channel', ['email']);
    expect(chosen(twice, 'channel')).toEqual(['email']);
    expect(chosen(twice, 'topic')).toEqual(['x']);
    expect(withFilter(twice, 'channel', [])).toHaveLength(1);
  });
});
