// An invented shop's cases, orders and returns: the same on every start, with a bad batch and a failing
// carrier in it, so that the pages have something to find.

const day_ms = 86_400_000;
export const lastDay = '2026-11-22';
export const days = 150;
export const firstDay = addDays(lastDay, 1 - days);

export function addDays(day, n) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * day_ms).toISOString().slice(0, 10);
}

// mulberry32
function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const next = random(7);
const pick = (weighted) => {
  let left = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of weighted) if ((left -= weight) < 0) return value;
  return weighted[0][0];
};
const bell = () => next() + next() + next() - 1.5;

export const channels = [
  ['chat', '在线聊天', 'Chat', 34],
  ['phone', '电话', 'Phone', 14],
  ['ticket', '工单', 'Ticket', 13],
  ['review', '评价', 'Review', 20],
  ['email', '邮件', 'E-mail', 6],
  ['return', '退货申请', 'Return request', 5],
  ['social', '社交媒体', 'Social', 4],
  ['survey', '问卷', 'Survey', 4],
];
export const groups = [
  ['product_quality', '商品质量', 'Product quality'],
  ['logistics', '物流配送', 'Logistics'],
  ['service', '客户服务', 'Service'],
  ['price_promotion', '价格促销', 'Price and promotion'],
  ['refund_return', '退款退货', 'Refund and return'],
  ['invoice', '发票', 'Invoice'],
  ['account', '账户', 'Account'],
  ['pre_sale', '售前咨询', 'Pre-sale question'],
];
export const topics = [
  ['product_quality.defect', '故障损坏', 'Defect', 20],
  ['product_quality.damaged', '破损瑕疵', 'Damaged or flawed', 8],
  ['product_quality.noise_heat', '噪音发热', 'Noise and heat', 5],
  ['product_quality.size_fit', '尺码大小', 'Size and fit', 4],
  ['logistics.late', '配送延迟', 'Late delivery', 16],
  ['logistics.lost', '包裹丢失', 'Lost parcel', 4],
  ['logistics.wrong_item', '发错商品', 'Wrong item', 3],
  ['service.attitude', '服务态度', 'Attitude', 6],
  ['service.no_reply', '无人回复', 'No reply', 5],
  ['price_promotion.price_drop', '降价差价', 'Price drop', 6],
  ['refund_return.slow_refund', '退款慢', 'Slow refund', 13],
  ['refund_return.refused', '拒绝退货', 'Return refused', 5],
  ['invoice.missing', '发票未开', 'Invoice missing', 4],
  ['account.login', '无法登录', 'Cannot log in', 2],
  ['pre_sale.question', '售前咨询', 'Question before buying', 9],
];
// As the gazetteer calls them.
export const provinceNames = [
  ['广东', 'Guangdong'], ['江苏', 'Jiangsu'], ['浙江', 'Zhejiang'], ['山东', 'Shandong'], ['河南', 'Henan'],
  ['四川', 'Sichuan'], ['上海', 'Shanghai'], ['北京', 'Beijing'], ['湖北', 'Hubei'], ['湖南', 'Hunan'],
  ['福建', 'Fujian'], ['安徽', 'Anhui'], ['河北', 'Hebei'], ['陕西', 'Shaanxi'], ['重庆', 'Chongqing'],
  ['辽宁', 'Liaoning'], ['江西', 'Jiangxi'], ['广西', 'Guangxi'], ['云南', 'Yunnan'], ['黑龙江', 'Heilongjiang'],
  ['山西', 'Shanxi'], ['贵州', 'Guizhou'], ['天津', 'Tianjin'], ['吉林', 'Jilin'], ['内蒙古', 'Inner Mongolia'],
  ['甘肃', 'Gansu'], ['新疆', 'Xinjiang'], ['海南', 'Hainan'], ['宁夏', 'Ningxia'], ['青海', 'Qinghai'],
  ['西藏', 'Tibet'],
].map(([zh, en]) => [zh, zh, en]);
const provinces = [
  ['广东', 20], ['江苏', 14], ['浙江', 13], ['山东', 11], ['河南', 9], ['四川', 8], ['上海', 8],
  ['北京', 8], ['湖北', 7], ['湖南', 6], ['福建', 6], ['安徽', 5], ['河北', 5], ['陕西', 4],
  ['重庆', 4], ['辽宁', 4], ['江西', 3], ['广西', 3], ['云南', 3], ['黑龙江', 2], ['山西', 2],
  ['贵州', 2], ['天津', 2], ['吉林', 2], ['内蒙古', 1.2], ['甘肃', 1], ['新疆', 1], ['海南', 0.8],
  ['宁夏', 0.3], ['青海', 0.12], ['西藏', 0.06],
];
const products = [
  ['云雀无线耳机', 'AudioPods', 22], ['松果扫地机器人', '', 15], ['山岚电水壶', '', 13],
  ['晨曦台灯 Pro', '', 11], ['远山登山包', '', 9], ['青禾电饭煲', '', 9], ['极昼移动电源', '', 12],
  ['Nimbus 加湿器', '', 9],
].map(([name, , weight]) => [name, weight]);
const carriers = [['顺丰', 40], ['中通', 25], ['圆通', 20], ['韵达', 15]];
const agents = [['小林', '一组'], ['阿泽', '一组'], ['小满', '二组'], ['夏夏', '二组'], ['木木', '三组']];

const phrases = {
  'product_quality.defect': ['充了一晚上还是开不了机，换了线也没反应', '用了三天左耳就没声音了，客服让我重启没用', 'Battery dies after twenty minutes, this is the second one'],
  'logistics.late': ['说好三天到，今天第九天了还在中转站', '物流信息一周没更新，到底发没发货', 'Parcel stuck in transit for nine days'],
  'refund_return.slow_refund': ['退货签收半个月了钱还没退', '客服说三个工作日，已经十天了'],
  'service.attitude': ['客服直接把我挂了，电话 138****5521 一直没人回', '问三句回一句，还反问我是不是不会用'],
};
const plain = ['东西收到了但是和描述不一样，请尽快处理', '联系过两次了，工单 T****83 没有下文', 'Please tell me what happens next, 王** from 上海'];

function stamp(day, seconds) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + seconds * 1000).toISOString().slice(0, 19) + 'Z';
}

function makeCase(at, day, i) {
  const failing = at > days - 14;
  const channel = pick(channels.map(([code, , , weight]) => [code, weight]));
  let topic = pick(topics.map(([code, , , weight]) => [code, weight]));
  let province = pick(provinces);
  let product = pick(products);
  if (failing && next() < 0.14) {
    [topic, product] = ['product_quality.defect', '云雀无线耳机'];
  } else if (failing && next() < 0.08) {
    [topic, province] = ['logistics.late', '湖北'];
  }
  const asking = topic === 'pre_sale.question';
  const complaint = !asking && next() < 0.46;
  const severity = complaint ? pick([[0, 10], [1, 50], [2, 30], [3, 10]]) : pick([[0, 75], [1, 25]]);
  const answered = !['review', 'social', 'survey'].includes(channel);
  const first = answered ? Math.round(90 + Math.exp(5 + 2.2 * bell())) : null;
  const old = days - at;
  const resolved = answered && next() < Math.min(0.97, 0.35 + old * 0.08);
  const resolution = resolved ? Math.round((first ?? 0) + Math.exp(9.4 + 2 * bell())) : null;
  const rated = channel === 'review' || next() < 0.05;
  const [agent, team] = agents[Math.floor(next() * agents.length)];
  const said = phrases[topic] ?? plain;
  return {
    case_key: `${channel}:C${String(100000 + i)}`,
    opened_at: stamp(day, Math.floor(next() * 57600)),
    day,
    channel,
    kind: asking ? 'pre_sale' : complaint ? 'complaint' : 'after_sale',
    topic,
    topic_group: topic.split('.')[0],
    severity,
    sentiment: complaint ? pick([['negative', 8], ['neutral', 2]]) : pick([['positive', 4], ['neutral', 5], ['negative', 1]]),
    rating: rated ? (complaint ? pick([[1, 5], [2, 3], [3, 2]]) : pick([[5, 7], [4, 3], [3, 1]])) : null,
    survey: next() < 0.12 ? (complaint ? pick([[1, 3], [2, 3], [4, 2]]) : pick([[5, 6], [4, 3], [3, 1]])) : null,
    product,
    batch_no: product === '云雀无线耳机' && failing ? 'B-0712' : null,
    province,
    agent: answered ? agent : null,
    team: answered ? team : null,
    carrier: topic.startsWith('logistics') && province === '湖北' ? '圆通' : pick(carriers),
    status: resolved || !answered ? 'closed' : 'open',
    is_open: answered && !resolved,
    first_response_seconds: first,
    resolution_seconds: resolution,
    order_id: `O${200000 + Math.floor(next() * 90000)}`,
    source: channel === 'chat' ? 'chats' : 'tickets',
    text: said[Math.floor(next() * said.length)],
    file: channel === 'chat' ? 'chats.jsonl.gz' : 'tickets.csv',
    row: i + 2,
  };
}

export const cases = [];
export const orders = [];
for (let at = 0; at < days; ++at) {
  const day = addDays(firstDay, at);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const week = [1.14, 1, 0.95, 0.96, 0.98, 1.04, 1.18][weekday];
  const surge = at > days - 14 ? 1.22 : 1;
  const count = Math.round(58 * week * surge * (1 + at / 900) * (1 + 0.12 * bell()));
  for (let i = 0; i < count; ++i) cases.push(makeCase(at, day, cases.length));
  const sold = Math.round(420 * week * (1 + 0.05 * bell()));
  for (let i = 0; i < sold; ++i)
    orders.push({
      order_key: `O${200000 + orders.length}`,
      ordered_at: stamp(day, Math.floor(next() * 57600)),
      day,
      status: 'delivered',
      amount: Math.round(3000 + 40000 * next() ** 3) / 100,
      province: pick(provinces),
      carrier: pick(carriers),
      returned: next() < 0.052,
    });
}
