// What the API would answer about the invented data: metrics with their filters, rows, changes, the ledger.

import { duplicates, findings, quarantine, review, reviewCall } from './quality.mjs';
import { Refused } from './refused.mjs';
import { dictionary } from './uploads.mjs';
import { addDays, cases, channels, firstDay, groups, lastDay, orders, provinceNames, topics } from './data.mjs';

const label = (zh, en) => ({ zh, en });
const coded = (list) => list.map(([code, zh, en]) => ({ code, label: label(zh, en) }));

const quantile = (values, q) => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
};
const known = (rows, name) => rows.map((row) => row[name]).filter((value) => value !== null);
const ratio = (part, whole, by = 100) => (whole === 0 ? null : (by * part) / whole);
const surveyed = (rows) => rows.filter((row) => row.survey !== null);

// Each: label, format, direction, the rows behind it, its value and its n.
const metrics = {
  cases: ['案例量', 'Cases', 'count', 'neutral', 'case_fact', (c) => c, (r) => r.length],
  complaints: [
    '投诉量', 'Complaints', 'count', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.kind === 'complaint'),
    (r) => r.length,
  ],
  orders: ['订单量', 'Orders', 'count', 'up_is_good', 'order_fact', (o) => o, (r) => r.length],
  complaint_rate: [
    '百单投诉', 'Complaints per 100 orders', 'rate', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.kind === 'complaint'),
    (r, all) => ratio(r.length, all.orders.length),
    (r, all) => all.orders.length,
  ],
  return_rate: [
    '退货率', 'Return rate', 'percent', 'down_is_good', 'order_fact',
    (o) => o.filter((row) => row.returned),
    (r, all) => ratio(r.length, all.orders.length),
    (r, all) => all.orders.length,
  ],
  csat: [
    '满意度', 'CSAT', 'percent', 'up_is_good', 'case_fact',
    (c) => surveyed(c).filter((row) => row.survey >= 4),
    (r, all) => ratio(r.length, surveyed(all.cases).length),
    (r, all) => surveyed(all.cases).length,
  ],
  avg_rating: [
    '平均评分', 'Average rating', 'score', 'up_is_good', 'case_fact',
    (c) => c.filter((row) => row.rating !== null),
    (r) => (r.length ? r.reduce((sum, row) => sum + row.rating, 0) / r.length : null),
    (r) => r.length,
  ],
  negative_share: [
    '负面占比', 'Negative share', 'percent', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.sentiment === 'negative'),
    (r, all) => ratio(r.length, all.cases.length),
    (r, all) => all.cases.length,
  ],
  first_response_median: [
    '首次响应中位数', 'First response (median)', 'duration', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.first_response_seconds !== null),
    (r) => quantile(known(r, 'first_response_seconds'), 0.5),
    (r) => r.length,
  ],
  resolution_median: [
    '解决时长中位数', 'Resolution (median)', 'duration', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.resolution_seconds !== null),
    (r) => quantile(known(r, 'resolution_seconds'), 0.5),
    (r) => r.length,
  ],
  backlog: [
    '积压', 'Backlog', 'count', 'down_is_good', 'case_fact',
    (c) => c.filter((row) => row.is_open),
    (r) => r.length,
  ],
};

const dimensions = [
  { name: 'day', label: label('日', 'Day'), kind: 'time', values: [] },
  { name: 'channel', label: label('渠道', 'Channel'), kind: 'code', values: coded(channels) },
  {
    name: 'kind', label: label('类型', 'Kind'), kind: 'code',
    values: coded([['complaint', '投诉', 'Complaint'], ['after_sale', '售后', 'After-sale'], ['pre_sale', '售前', 'Pre-sale']]),
  },
  { name: 'topic', label: label('主题', 'Topic'), kind: 'code', values: coded(topics) },
  { name: 'topic_group', label: label('主题大类', 'Topic group'), kind: 'code', values: coded(groups) },
  {
    name: 'severity', label: label('严重程度', 'Severity'), kind: 'number',
    values: coded([['0', '轻微', 'Minor'], ['1', '一般', 'Moderate'], ['2', '严重', 'Serious'], ['3', '危急', 'Critical']]),
  },
  {
    name: 'sentiment', label: label('情感', 'Sentiment'), kind: 'code',
    values: coded([['positive', '正面', 'Positive'], ['neutral', '中性', 'Neutral'], ['negative', '负面', 'Negative']]),
  },
  {
    name: 'status', label: label('状态', 'Status'), kind: 'text',
    values: coded([['open', '未结', 'Open'], ['closed', '已关闭', 'Closed'], ['delivered', '已签收', 'Delivered']]),
  },
  { name: 'product', label: label('商品', 'Product'), kind: 'text', values: [] },
  { name: 'province', label: label('省份', 'Province'), kind: 'text', values: coded(provinceNames), open: true },
  { name: 'carrier', label: label('快递公司', 'Carrier'), kind: 'text', values: [] },
];

const columns = {
  case_fact: [
    ['case_key', '案例', 'Case'], ['opened_at', '创建时间', 'Opened at'], ['channel', '渠道', 'Channel'],
    ['kind', '类型', 'Kind'], ['topic', '主题', 'Topic'], ['severity', '严重程度', 'Severity'],
    ['sentiment', '情感', 'Sentiment'], ['rating', '评分', 'Rating'], ['product', '商品', 'Product'],
    ['batch_no', '批次', 'Batch'], ['province', '省份', 'Province'], ['agent', '客服', 'Agent'],
    ['status', '状态', 'Status'], ['first_response_seconds', '首次响应用时', 'First response time'],
    ['resolution_seconds', '解决用时', 'Resolution time'], ['order_id', '订单号', 'Order'],
  ],
  order_fact: [
    ['order_key', '订单', 'Order'], ['ordered_at', '下单时间', 'Ordered at'], ['status', '状态', 'Status'],
    ['amount', '订单金额', 'Amount'], ['carrier', '快递公司', 'Carrier'], ['province', '省份', 'Province'],
  ],
};

const orderHas = new Set(['province', 'carrier', 'status', 'day']);

function holds(row, filter) {
  const value = row[filter.dimension] ?? null;
  const text = value === null ? null : String(value);
  if (filter.op === 'in') return filter.values.includes(text);
  if (filter.op === 'not_in') return !filter.values.includes(text);
  const bound = Number(filter.values[0]);
  return value !== null && (filter.op === '>=' ? value >= bound : value <= bound);
}

function select(asked, extra = []) {
  const where = [...(asked.where ?? []), ...extra];
  for (const filter of where)
    if (!dimensions.some((each) => each.name === filter.dimension))
      throw new Refused(400, 'usage', `没有这个维度：${filter.dimension}`, `no such dimension: ${filter.dimension}`);
  const inside = (row) => row.day >= asked.from && row.day <= asked.to;
  const orderWhere = where.filter((filter) => orderHas.has(filter.dimension));
  return {
    cases: cases.filter((row) => inside(row) && where.every((filter) => holds(row, filter))),
    orders: orders.filter((row) => inside(row) && orderWhere.every((filter) => holds(row, filter))),
    foreign: where.filter((filter) => !orderHas.has(filter.dimension)).map((filter) => filter.dimension),
  };
}

function rowsOf(name, all, by = []) {
  const metric = metrics[name];
  if (!metric) throw new Refused(400, 'usage', `没有这个指标：${name}`, `no such metric: ${name}`);
  if (metric[4] === 'case_fact') return metric[5](all.cases);
  const lacking = [...all.foreign, ...by.filter((each) => !orderHas.has(each))];
  if (lacking.length)
    throw new Refused(400, 'usage', `「${metric[0]}」没有维度 ${lacking[0]}`, `${metric[1]} has no ${lacking[0]}`);
  return metric[5](all.orders);
}
const valueOf = (name, all, by) => metrics[name][6](rowsOf(name, all, by), all);
const nOf = (name, all) => (metrics[name][7] ?? ((r) => r.length))(rowsOf(name, all), all);

function query(asked) {
  const all = select(asked);
  const by = asked.by ?? [];
  const total = {};
  const n = {};
  for (const name of asked.metrics) {
    total[name] = valueOf(name, all, by);
    n[name] = nOf(name, all);
  }
  let rows = [];
  let rowsN = [];
  if (by.length) {
    const parts = new Map();
    const part = (row) => {
      const key = JSON.stringify(by.map((name) => row[name] ?? null));
      if (!parts.has(key)) parts.set(key, { cases: [], orders: [], foreign: [] });
      return parts.get(key);
    };
    for (const row of all.cases) part(row).cases.push(row);
    const shared = by.every((name) => orderHas.has(name));
    if (shared) for (const row of all.orders) part(row).orders.push(row);
    else for (const each of parts.values()) each.orders = all.orders;
    rows = [...parts].map(([key, each]) => {
      const row = [...JSON.parse(key), ...asked.metrics.map((name) => valueOf(name, each, []))];
      row.n = asked.metrics.map((name) => nOf(name, each));
      return row;
    });
    const order = asked.order?.[0] ?? { name: asked.metrics[0], descending: true };
    const at = [...by, ...asked.metrics].indexOf(order.name);
    rows.sort((a, b) => (a[at] < b[at] ? -1 : a[at] > b[at] ? 1 : 0) * (order.descending ? -1 : 1));
    rowsN = rows.slice(0, asked.limit ?? 1000).map((row) => row.n);
  }
  return {
    columns: [...by.map((name) => ({ name, kind: 'dimension' })), ...asked.metrics.map((name) => ({ name, kind: 'metric' }))],
    rows: rows.slice(0, asked.limit ?? 1000),
    rows_n: rowsN,
    total,
    n,
    period: { from: asked.from, to: asked.to },
  };
}

function list(asked) {
  const behind = rowsOf(asked.metric, select(asked));
  const fact = metrics[asked.metric][4];
  const at = fact === 'case_fact' ? 'opened_at' : 'ordered_at';
  const sorted = [...behind].sort((a, b) => (a[at] < b[at] ? 1 : -1));
  const size = asked.page_size ?? 50;
  const from = ((asked.page ?? 1) - 1) * size;
  return {
    fact,
    columns: columns[fact].map(([name, zh, en]) => ({ name, label: label(zh, en) })),
    rows: sorted.slice(from, from + size).map((row) => columns[fact].map(([name]) => row[name] ?? null)),
    total: behind.length,
    of: ['percent', 'rate'].includes(metrics[asked.metric][2]) ? 'numerator' : 'population',
  };
}

function changes(asked) {
  const length = Math.round((Date.parse(asked.to) - Date.parse(asked.from)) / 86_400_000) + 1;
  const previous = { from: addDays(asked.from, -length), to: addDays(asked.from, -1) };
  const now = rowsOf(asked.metric, select(asked));
  const before = rowsOf(asked.metric, select({ ...asked, ...previous }));
  const found = new Map();
  const keys = [['topic', 'product'], ['topic', 'province'], ['product', 'province'], ['topic', 'product', 'province'], ['topic']];
  for (const [rows, side] of [[now, 'current'], [before, 'before']])
    for (const row of rows)
      for (const names of keys) {
        const values = Object.fromEntries(names.map((name) => [name, row[name]]));
        const key = JSON.stringify(values);
        const cell = found.get(key) ?? { values, current: 0, before: 0 };
        cell[side] += 1;
        found.set(key, cell);
      }
  const change = now.length - before.length;
  const weight = (cell) => Math.abs(cell.current - cell.before) / Math.sqrt(cell.current + cell.before);
  const taken = [];
  for (const cell of [...found.values()].sort((a, b) => weight(b) - weight(a))) {
    const overlaps = taken.some((each) =>
      Object.entries(each.values).every(([name, value]) => (cell.values[name] ?? value) === value));
    if (!overlaps && taken.length < 8) taken.push(cell);
  }
  const drivers = taken
    .map((cell) => ({ ...cell, change: cell.current - cell.before, share: change ? (cell.current - cell.before) / change : null }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  return { period: { from: asked.from, to: asked.to }, previous, current: now.length, before: before.length, change, drivers };
}

// Three facts of the week, of which one opens rows.
function story(asked) {
  const to = asked.to;
  const from = addDays(to, -6);
  if (asked.where.includes('empty'))
    throw new Refused(422, 'input', '数据不足五周', 'fewer than five weeks of data');
  const found = rowsOf('complaints', select({ from, to, where: [] }));
  const of = found.filter((row) => row.channel === 'chat').length;
  const fact = (kind, metric, where, value, n, zh, en) => ({
    kind, metric, where, value, n, expected: value, low: value - 3, high: value + 3, money: 0, days: 7, score: 1,
    ...(kind === 'level' ? {} : { p: 0.001, q: 0.01 }), sentence: { zh, en },
  });
  return {
    from,
    to,
    weeks_before: 8,
    looked_at: 412,
    facts: [
      fact('metric', 'complaint_rate', {}, 4.2, 812, '百单投诉：4.2（n 812）；前几周为 3.1，预期 2.6 至 3.7。',
        'Complaints per 100 orders: 4.2 (n 812); the weeks before 3.1, expected 2.6 to 3.7.'),
      fact('segment', 'complaints', { channel: asked.language === 'zh' ? '在线聊天' : 'Chat' }, of, of,
        `投诉量，渠道 = 在线聊天：${of}，预期 ${Math.max(0, of - 9)}（${Math.max(0, of - 14)} 至 ${of - 4}）。`,
        `Complaints, Channel = Chat: ${of}, expected ${Math.max(0, of - 9)} (${Math.max(0, of - 14)} to ${of - 4}).`),
      fact('level', 'complaints', {}, found.length, found.length, `投诉量：${found.length}，与前几周相当。`,
        `Complaints: ${found.length}, as in the weeks before.`),
    ],
  };
}

export function record(key) {
  const row = cases.find((each) => each.case_key === key);
  if (!row) throw new Refused(404, 'not_found', `没有这个案例：${key}`, `no such case: ${key}`);
  const names = new Map(columns.case_fact.map(([name, zh, en]) => [name, label(zh, en)]));
  const fields = [...names].map(([name, text]) => ({ name, label: text, value: row[name] ?? null }));
  fields.push({ name: 'text', label: label('内容', 'Text'), value: row.text });
  fields.push({ name: 'customer_phone', label: label('联系电话', 'Phone'), value: '138****5521' });
  const later = (seconds) => new Date(Date.parse(row.opened_at) + seconds * 1000).toISOString();
  const messages =
    row.channel === 'chat'
      ? [
          { sent_at: row.opened_at, sender: 'customer', text: row.text },
          { sent_at: later(4), sender: 'bot', text: '您好，请问有什么可以帮您？' },
          { sent_at: later(row.first_response_seconds), sender: 'agent', text: '非常抱歉，这边马上为您核实订单。' },
        ]
      : [];
  return {
    fields,
    messages,
    origin: { source: row.source, file: row.file, row: row.row },
    findings: row.row % 3 ? [] : [{ rule: 'phone_format', field: 'customer_phone', kind: 'repaired', label: label('电话中的空格已去掉', 'Spaces removed from a phone number') }],
    versions: 1 + (row.row % 2),
  };
}

export function conversation(key) {
  const { messages } = record(key);
  const said = (i) => ({ message: i, text: messages[i].text, sender: messages[i].sender, sent_at: messages[i].sent_at });
  return {
    case: key,
    messages: { customer: 1, agent: 1, bot: 1, system: 0 },
    turns: messages.length,
    ending: 'promised',
    first_reply_seconds: 95,
    transferred: false,
    mood: { begin: -0.6, end: -0.6, course: [-0.6] },
    promises: messages.length ? [said(2)] : [],
    summary: { problem: messages.length ? said(0) : null, demand: null, promise: messages.length ? said(2) : null, outcome: messages.length ? said(2) : null },
  };
}

function book() {
  const file = (name, entity, encoding, rows, updated, duplicates, quarantined, minutes) => ({
    name, source: name.split('.')[0], entity, mapping: `demo_${name.split('.')[0]}`, encoding,
    at: new Date(Date.now() - minutes * 60_000).toISOString(),
    rows, stored: rows - updated - duplicates - quarantined, updated, duplicates, quarantined,
    headers: name.includes('csv') ? 1 : 0, blanks: name === 'tickets.csv' ? 3 : 0,
    repaired: Math.round(rows / 90), complete: true,
  });
  const files = [
    file('orders.csv.gz', 'order', 'GB18030', orders.length, 412, 96, 4, 14),
    file('customers.csv', 'customer', 'GB18030', 18240, 0, 31, 0, 14),
    file('products.csv', 'product', 'UTF-8 BOM', 48, 0, 0, 0, 14),
    file('chats.jsonl.gz', 'case', 'UTF-8', 3126, 0, 18, 2, 13),
    file('tickets.csv', 'case', 'UTF-8 BOM', 4980, 122, 61, 7, 12),
    file('reviews.csv', 'case', 'GB18030', 1874, 0, 27, 1, 12),
  ];
  const total = {};
  for (const name of ['rows', 'stored', 'updated', 'duplicates', 'quarantined', 'headers', 'blanks', 'repaired'])
    total[name] = files.reduce((sum, each) => sum + each[name], 0);
  const reasons = [
    ['opened_at', '创建时间缺失', 'Opening moment is missing'],
    ['order_id', '订单号格式不对', 'Order number is malformed'],
    [null, '列数与表头不符', 'Column count differs from the header'],
  ];
  return {
    files: files.map((each, i) => ({ file_id: `f${i + 1}`, ...each })),
    total,
    balanced: true,
    scores: scores(files),
    rules: [judgedRule('share_of_refunds', '退款占比稳定', 'The share of refunds is steady', 'order', [0.02, 0.03, 0.09], false), judgedRule('order_known', '订单都已入库', 'Every order is known', 'case', [0.04, 0.02, 0.01], true)],
    repeats: { texts: 12, rows: 27 },
    unresolved: [{ entity: 'case', field: 'order_id', references: 'order', count: 23 }, { entity: 'order', field: 'customer_id', references: 'customer', count: 7 }],
    findings: [
      { rule: 'phone_format', entity: 'customer', field: 'phone', kind: 'repaired', count: 204, label: label('电话中的空格已去掉', 'Spaces removed from phone numbers') },
      { rule: 'delivered_before_shipped', entity: 'order', field: 'delivered_at', kind: 'suspect', count: 38, label: label('签收早于发货', 'Delivered before it was shipped') },
      { rule: 'rating_range', entity: 'case', field: 'rating', kind: 'suspect', count: 5, label: label('评分超出 1 到 5', 'Rating outside 1 to 5') },
    ],
    quarantine: Array.from({ length: 14 }, (_, i) => {
      const [field, zh, en] = reasons[i % reasons.length];
      return { id: i + 1, file: files[[4, 0, 3, 5][i % 4]].name, row: 311 + 97 * i, entity: i % 4 === 1 ? 'order' : 'case', reason: en, field, label: label(zh, en) };
    }),
  };
}

const judged = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness', 'accuracy'];
function scoresOf(seed) {
  const of = Object.fromEntries(
    judged.map((name, i) => {
      const failed = (seed * 37 + i * 53) % 160;
      return [name, { score: 100 - failed / 10, checked: 1000, failed }];
    }),
  );
  return { ...of, score: judged.reduce((sum, name) => sum + of[name].score, 0) / judged.length };
}
function scores(files) {
  const days = Array.from({ length: 12 }, (_, i) => ({ day: `2026-11-${String(i + 10).padStart(2, '0')}`, ...scoresOf(i + 3) }));
  const sources = [...new Set(files.map((each) => each.source))].map((source, i) => ({
    source,
    ...scoresOf(i),
    days: days.map(({ day }, at) => ({ day, score: scoresOf(i + at).score })),
  }));
  return { total: scoresOf(5), sources, days };
}
function judgedRule(rule, zh, en, table, shares, passed) {
  const runs = shares.map((share, i) => ({ at: `2026-11-2${i}T09:00:00`, checked: 1000, broken: share * 1000, measured: share, passed }));
  return { table, rule, label: label(zh, en), ...runs.at(-1), runs };
}

const units = { rate: 'per_100_orders', duration: 's', percent: 'percent' };
const catalog = {
  metrics: Object.entries(metrics).map(([name, [zh, en, format, direction]]) => ({
    name,
    label: label(zh, en),
    description: label(`${zh}，按创建日期归属。`, `${en}, counted on the day it was opened.`),
    formula: label(zh, en),
    unit: units[format] ?? 'case',
    format,
    direction,
    dimensions: dimensions
      .map((each) => each.name)
      .filter((each) => metrics[name][4] === 'case_fact' || orderHas.has(each)),
    version: 1,
  })),
  dimensions,
};

export const routes = {
  'GET /me': () => ({
    user: null,
    role: 'administrator',
    label: { zh: '管理员', en: 'Administrator' },
    actions: ['account', 'numbers.read', 'explain', 'rows.read', 'cases.read', 'quality.read', 'quality.mend', 'data.take_in', 'reveal', 'users.manage'],
    second_factor: false,
    rows: { shops: [], teams: [], regions: [], agent: '' },
  }),
  'GET /sign-in': () => ({ password: false, identity: null, workspace: 'demo', language: 'zh' }),
  'GET /users': () => ({ users: [], roles: [] }),
  'GET /session': () => ({ workspace: 'demo', zone: 'Asia/Shanghai', language: 'zh', version: '0.1.0' }),
  'GET /periods': () => ({ first_day: firstDay, last_day: lastDay, data_until: lastDay, undated_cases: 0 }),
  'GET /catalog': () => catalog,
  'GET /dictionary': () => dictionary,
  'GET /ledger': book,
  'GET /review': review,
  'POST /review/decide': (body) => reviewCall('decide', body),
  'POST /review/undo': (body) => reviewCall('undo', body),
  'POST /duplicates': duplicates,
  'POST /findings': findings,
  'POST /quarantine': quarantine,
  'POST /query': query,
  'POST /rows': list,
  'POST /changes': changes,
  'POST /insight/story': story,
};
