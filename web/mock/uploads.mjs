// Uploads of the mock: kept in memory, "ingested" in a few polls, with one invented proposal.

import { Refused } from './refused.mjs';

const label = (zh, en) => ({ zh, en });
const field = (name, zh, en, more = {}) => ({
  name, label: label(zh, en), type: 'text', personal: false, required: false, key: false, codes: [], synonyms: [], ...more,
});
const channels = [['chat', '在线会话', 'Chat'], ['email', '邮件', 'E-mail'], ['ticket', '工单', 'Ticket'], ['phone', '电话', 'Phone']];

export const dictionary = {
  entities: [
    {
      name: 'case', label: label('案例', 'Case'), grain: label('客户的一次诉求', 'One time a customer asked something'),
      fields: [
        field('case_id', '案例编号', 'Case number', { key: true, synonyms: ['工单号'] }),
        field('channel', '渠道', 'Channel', { required: true, codes: channels.map(([code, zh, en]) => ({ code, label: label(zh, en) })) }),
        field('opened_at', '创建时间', 'Opened', { type: 'moment' }),
        field('customer_phone', '联系电话', 'Phone', { personal: true }),
        field('title', '标题', 'Title'), field('text', '正文', 'Text'), field('order_id', '订单编号', 'Order number'),
        field('rating', '评分', 'Rating', { type: 'integer' }),
      ],
    },
    {
      name: 'order', label: label('订单', 'Order'), grain: label('一张订单', 'One order'),
      fields: [field('order_id', '订单编号', 'Order number', { key: true, required: true }), field('ordered_at', '下单时间', 'Ordered', { type: 'moment' })],
    },
  ],
};

const columns = [
  ['反馈单号', 'case_id', ['F-1001', 'F-1002', 'F-1003'], 0.92, '列名与“案例编号”相近', 'the name is like "Case number"'],
  ['来源', 'channel', ['旺旺', '邮件', '门店'], 0.81, '列名与“渠道”同义', 'the name means "Channel"'],
  ['反馈时间', 'opened_at', ['2026-11-01 10:00', '2026-11-02 11:30'], 0.77, '取值是时间', 'its values are times'],
  ['联系方式', 'customer_phone', ['138****5678', '139****1234'], 0.6, '取值是电话号码', 'its values are phone numbers'],
  ['反馈内容', 'text', ['充电器坏了，打 [电话] 找我', '物流太慢，等了一个星期'], 0.45, '取值是成句的文字', 'its values are sentences'],
  ['处理小组', '', ['一组', '二组'], 0, '没有合适的字段', 'fits no field'],
];

let next = 1;
export const uploads = [];
const find = (id) => {
  const upload = uploads.find((each) => each.id === id);
  if (!upload) throw new Refused(404, 'not_found', '没有该上传', 'there is no such upload');
  return upload;
};

export function addUpload(name, bytes) {
  if (/\.(png|exe|zip)$/.test(name))
    throw new Refused(422, 'unreadable', `这不是文本文件：${name}`, `this is no text: ${name}`);
  const upload = { id: `u${next++}`, name, bytes, state: 'waiting', progress: { done: 0, total: bytes }, results: [] };
  uploads.unshift(upload);
  return upload;
}

function propose(upload, asked) {
  const entity = asked.entity ?? 'case';
  const chosen = (name, at) => (asked.fields ? asked.fields[name] ?? '' : entity === 'case' ? columns[at][1] : '');
  const proposed = columns.map(([column, suggested, samples, confidence, zh, en], at) => {
    const of = chosen(column, at);
    const codes = asked.codes?.[column] ?? {};
    const unread = of === 'channel' && !codes['门店'] ? 3 : 0;
    return {
      column, samples, filled: 0.98, field: of, targets: of ? [`${entity}.${of}`] : [], codes,
      personal: column === '联系方式', unread, unread_samples: unread || codes['门店'] ? ['门店'] : [],
      suggested: entity === 'case' ? suggested : '', confidence, reason: label(zh, en),
    };
  });
  const has = (name) => proposed.some((each) => each.field === name) || asked.constants?.[name];
  const needed = entity === 'case' ? [['channel', channels.map(([code]) => code)], ['case_id', []]] : [['order_id', []]];
  const unread = proposed.reduce((sum, each) => sum + each.unread, 0);
  return {
    format: 'csv', encoding: 'GB18030', mapping: null, entity, confidence: 0.83, columns: proposed,
    constants: asked.constants ?? {}, missing: needed.filter(([name]) => !has(name)).map(([name, codes]) => ({ field: name, codes })),
    outcome: {
      rows: 300, set_aside: unread ? 3 : 0,
      findings: unread ? [{ rule: 'required_missing', field: 'channel', sets_aside: true, count: 3, label: label('必填项缺失', 'A required value is missing') }] : [],
    },
  };
}

// One step further with every look.
export function lookAtUploads() {
  for (const upload of uploads) {
    if (upload.state === 'queued') upload.state = 'running';
    else if (upload.state === 'running') {
      upload.progress.done = Math.min(upload.progress.total, upload.progress.done + upload.progress.total / 4);
      if (upload.progress.done < upload.progress.total) continue;
      upload.state = 'done';
      const ledger = { rows: 1250, stored: 1200, updated: 21, duplicates: 26, quarantined: 3, headers: 1, blanks: 0, repaired: 12 };
      upload.results = [{ file_id: 'f1', name: upload.name, source: 'upload', entity: 'case', mapping: 'feedback', encoding: 'GB18030', already: false, ledger }];
    }
  }
  return { limit_bytes: 2048 * 1024 * 1024, uploads };
}

export function uploadCall(id, verb, body) {
  const upload = find(id);
  if (verb === 'proposal') return propose(upload, body);
  if (verb === 'ingest') upload.state = 'queued';
  if (verb === 'stop') upload.state = 'stopped';
  if (verb === 'drop') uploads.splice(uploads.indexOf(upload), 1);
  return upload;
}
