// Findings and quarantine of the mock: invented rows that can be narrowed, opened and replayed.

import { Refused } from './refused.mjs';

const label = (zh, en) => ({ zh, en });
const files = [['f1', 'tickets.csv', 'shop_tickets'], ['f2', 'orders.csv.gz', 'shop_orders'], ['f3', 'chats.jsonl.gz', 'shop_chats']];
const rules = [
  ['not_in_code_list', '不在代码表中', 'Not in the list of codes', 'flagged', 'case', 'channel', '门店'],
  ['not_a_moment', '无法识别的时间', 'Not a date or time', 'flagged', 'case', 'opened_at', '2026-13-40'],
  ['double_encoding', '文字被重复编码，已还原', 'Encoded twice, restored', 'repaired', 'case', 'text', 'è´¨é‡'],
  ['delivered_before_shipped', '签收早于发货', 'Delivered before it was shipped', 'flagged', 'order', 'delivered_at', '2026-11-02 08:00'],
  ['unknown_reference', '引用的记录尚未到达', 'Refers to a record not yet known', 'unresolved', 'case', 'order_id', 'D-2026-0117'],
];
const found = Array.from({ length: 137 }, (_, i) => {
  const [rule, zh, en, kind, entity, field, before] = rules[(i * i + i) % 5];
  const [file_id, file, source] = files[entity === 'order' ? 1 : (i % 2) * 2];
  return { rule, label: label(zh, en), kind, entity, field, before, after: kind === 'repaired' ? '质量' : '', file_id, file, source, row: 12 + 7 * i, case: entity === 'case' ? `T-${1000 + i}` : '' };
});
const reasons = [['required_missing', '必填项缺失', 'A required value is missing', 'channel'], ['column_count', '列数与表头不符', 'Another number of columns than the header', '']];
let aside = Array.from({ length: 27 }, (_, i) => {
  const [reason, zh, en, field] = reasons[i % 3 === 0 ? 1 : 0];
  const [file_id, file, source] = files[i % 2];
  return { id: i + 1, file, file_id, source, row: 311 + 97 * i, entity: i % 2 ? 'order' : 'case', reason, field, state: 'waiting', label: label(zh, en) };
});

function narrowed(all, names, asked, key) {
  const holds = (row, except) => names.every((name) => name === except || !asked[name] || row[name] === asked[name]);
  const facets = {};
  for (const name of names) {
    const counts = new Map();
    for (const row of all) {
      if (!holds(row, name)) continue;
      const one = counts.get(row[name]) ?? { value: row[name], count: 0, ...(name === key ? { label: row.label } : {}), ...(name === 'file_id' ? { name: row.file } : {}) };
      one.count += 1;
      counts.set(row[name], one);
    }
    facets[name] = [...counts.values()].sort((a, b) => b.count - a.count);
  }
  const rows = all.filter((row) => holds(row, ''));
  const from = ((asked.page ?? 1) - 1) * (asked.page_size ?? 50);
  return { total: rows.length, facets, rows: rows.slice(from, from + (asked.page_size ?? 50)) };
}

export const findings = (asked) => narrowed(found, ['rule', 'entity', 'field', 'kind', 'source', 'file_id'], asked, 'rule');
export const quarantine = (asked) => narrowed(aside, ['reason', 'entity', 'field', 'file_id'], asked, 'reason');

function rowOf(id, clear) {
  const row = aside.find((each) => each.id === id);
  if (!row) throw new Refused(400, 'bad_request', '隔离区中没有该行', 'no such row in quarantine');
  if (row.reason === 'column_count') return { ...row, raw: clear ? 'T-9,旺旺,13812345678' : 'T-9,旺旺,[电话]', cells: [] };
  const cells = [['工单号', ['case.case_id'], 'T-2001', 'T-2001'], ['来源', ['case.channel'], '', ''], ['手机号', ['case.customer_phone'], '138****5678', '13812345678'], ['内容', ['case.text'], '打 [电话] 找我', '打 13812345678 找我'], ['小组', [], '一组', '一组']];
  return { ...row, raw: '', cells: cells.map(([column, targets, value, whole]) => ({ column, targets, value: clear ? whole : value, masked: !clear && value !== whole })) };
}

export function quarantineCall(method, rest, body) {
  if (rest === 'replay') {
    const ids = new Set(body.ids);
    const done = aside.filter((row) => ids.has(row.id) && row.reason !== 'column_count');
    aside = aside.filter((row) => !done.includes(row));
    return { tried: ids.size, replayed: done.length, refused: [...ids].filter((id) => !done.some((row) => row.id === id)).map((id) => ({ id, reason: 'column_count', label: label('列数与表头不符', 'Another number of columns than the header') })) };
  }
  const [id, verb] = rest.split('/');
  if (method === 'GET') return rowOf(Number(id), false);
  if (verb === 'reveal') return rowOf(Number(id), true);
  if (verb === 'drop' || (body.cells && body.cells['来源'])) {
    aside = aside.filter((row) => row.id !== Number(id));
    return { id, tried: 1, replayed: 1, refused: [] };
  }
  return { tried: 1, replayed: 0, refused: [{ id: Number(id), reason: 'required_missing', label: label('必填项缺失', 'A required value is missing') }] };
}

let clusters = [
  { entity: 'case', field: 'channel', code: 'email', stored: 0, waiting: 14, values: [['邮件箱', 0, 9], ['E-Mail地址', 0, 5]] },
  { entity: 'case', field: 'rating', code: 'five', stored: 212, waiting: 0, values: [['5星好评', 180, 0], ['五颗星', 30, 0], ['５星', 2, 0]] },
  { entity: 'case', field: 'channel', code: '', stored: 0, waiting: 33, values: [['门店', 0, 30], ['其他', 0, 3]] },
].map((one) => ({ ...one, values: one.values.map(([value, stored, waiting]) => ({ value, stored, waiting, word: '', likeness: 0.8 })) }));
let decisions = [];
export const review = () => ({ clusters, decisions });
export function reviewCall(verb, body) {
  if (verb === 'undo') {
    const one = decisions.find((each) => each.id === body.id);
    one.state = 'undone';
    return { changed: one.rows, replayed: 0, decisions: [one] };
  }
  const done = body.values.map((value, i) => ({ id: decisions.length + i + 1, entity: body.entity, field: body.field, value, code: body.code, state: body.code ? 'accepted' : 'rejected', rows: 7, at: '2026-11-22T10:00:00Z' }));
  decisions = [...done, ...decisions];
  clusters = clusters.map((one) => ({ ...one, values: one.values.filter((each) => !body.values.includes(each.value)) })).filter((one) => one.values.length);
  return { changed: 7 * done.length, replayed: 3, decisions: done };
}

const repeated = Array.from({ length: 45 }, (_, i) => {
  const [file_id, file] = files[i % 3];
  return { entity: i % 3 === 1 ? 'order' : 'case', how: i % 4 ? 'key' : 'content', file_id, file, row: 55 + 31 * i, key: `T-${2000 + i}`, original: { key: i % 4 ? `T-${2000 + i}` : `T-${900 + i}`, file: i === 3 ? '' : 'tickets.csv', row: 20 + i } };
});
export const duplicates = (asked) => narrowed(repeated, ['entity', 'how', 'file_id'], asked, '');
