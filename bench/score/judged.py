"""Scores what the rules say of texts nobody made for them: complaints with tags, reviews and tweets with a mood.

Nothing is learnt. Prints a Markdown section. Tags of a complaints platform are read as topics and demands by their
names, below; a tag of no counterpart is left out, and so is a topic found that no tag of the platform names.
"""
import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROBLEMS = {  # Topics: tags of that name.
    ("product_quality.not_as_described",): "虚假宣传 虚假信息 广告促销误导消费",
    ("refund_return.refund", "refund_return.deposit"): "不予退款 退款问题 申请退款 不给退款 退款不及时 退款太慢 还我血汗钱 不返还投资人本金 资金半个月回款未到账",
    ("refund_return.return",): "未履行7天无理由退货 不予退货",
    ("service.unsolved",): "客服不处理 客服处理不当 处理不当 售后服务欠缺 货品质量有问题不处理 故意拖延时间",
    ("service.no_reply",): "联系不到客服 客服电话打不通 没有客服",
    ("service.attitude", "service.incompetent"): "服务不到位 服务质量差 客服服务态度差 态度恶劣 客服态度恶劣",
    ("fair_dealing.unfair_terms",): "霸王条款 京东商城霸王条款",
    ("fair_dealing.fraud",): "涉骗 欺骗消费者 存在欺骗行为 欺诈 服务欺诈 诱导消费 合作商户不诚信 活动存在钓鱼行为",
    ("fair_dealing.forced_sale",): "强迫消费",
    ("logistics.not_shipped",): "虚假发货 逾期未发货",
    ("account.banned", "account.login"): "账号问题",
    ("account.wrong_charge", "account.auto_renewal"): "费用问题 乱收费 收费问题 私自扣款 偷偷扣款 乱扣款 自动续费 淘宝省钱卡强制开通",
    ("account.balance",): "提现 钱无法提现 提现不到账 天猫超市卡",
    ("credit.loan_cost",): "高利贷 砍头息 多收利息",
    ("credit.collection",): "暴力催收 暴力不收",
    ("credit.record",): "乱上报征信",
    ("price_promotion.price_drop",): "未履行保价承诺",
    ("price_promotion.promotion",): "天天领现金 拼多多天天领现金 拼多多好友助力异常 拼多多助力成功不显示 赠品问题 现金变优惠券",
    ("product_quality.counterfeit",): "假货",
    ("service.warranty",): "三包问题",
    ("privacy.leak", "privacy.consent", "privacy.harassment"): "盗取用户信息 侵犯隐私",
    ("refund_return.compensation",): "赔偿问题",
    ("booking.change",): "疫情退票收高额手续费",
}
DEMANDS = {
    ("refund",): "退款 退费 退货退款 及时回款 履行承诺全额返还 快还我血汗钱 退款或赔偿 全额退费 追回钱 还我钱",
    ("compensation",): "赔偿 道歉赔偿 赔偿应得奖励 退款或赔偿 补差价",
    ("information",): "解释 公平给出解释 提供结清证明",
    ("apology",): "道歉 道歉赔偿",
    ("improve",): "改善服务 加强对平台的管理",
    ("penalty",): "作出处罚 处罚 下架产品",
    ("return",): "退货 退货退款",
    ("replace",): "换货",
    ("repair",): "维修",
    ("deliver",): "快速处理 速处理 发货 兑现承诺 恢复账号 恢复优惠券",
    ("cancel",): "解除合约 解绑银行卡",
    ("correct",): "停止骚扰 撤销处罚 修改宣传内容 撤销虚假广告",
}


def analyse(program, texts, scratch):
    source, out = scratch / "texts.csv", scratch / "out.csv"
    with open(source, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)
    subprocess.run([program, "-q", "text", "analyze", source, "--column", "text", "-o", out], check=True,
                   stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8", errors="replace", newline="") as file:
        found = list(csv.DictReader(file))
    if len(found) != len(texts):
        sys.exit(f"score: {len(texts)} texts, {len(found)} analysed")
    return found


def classes_of(table, tags=None, codes=None):
    if tags is not None:
        return {key for key, names in table.items() if set(names.split()) & set(tags)}
    return {key for key in table if set(key) & set(codes)}


def micro(pairs):
    right = sum(len(true & found) for true, found in pairs)
    all_found = sum(len(found) for _, found in pairs)
    all_true = sum(len(true) for true, _ in pairs)
    precision, recall = right / max(1, all_found), right / max(1, all_true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def complaints(options, scratch):
    file = options.data / "zh_heimao_complaints" / "black_cat.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    distinct = list({(row["投诉标题"], row["投诉详情"]): row for row in rows}.values())
    found = analyse(options.program, [f"{row['投诉标题']}\n{row['投诉详情']}" for row in distinct], scratch)
    print("| complaints | texts | tags read | precision | recall | micro F1 | at least | aim |\n|---|---|---|---|---|---|---|---|")
    both = []
    for name, column, table, codes in (("problem", "投诉问题", PROBLEMS, "topics"), ("demand", "投诉要求", DEMANDS, "demands")):
        pairs, tags_of, read = [], 0, 0
        known = {tag for names in table.values() for tag in names.split()}
        for row, one in zip(distinct, found):
            tags = [tag for tag in re.split(r"[,，、;；|/ ]+", row[column]) if tag]
            tags_of += len(tags)
            read += len(set(tags) & known)
            pairs.append((classes_of(table, tags=tags), classes_of(table, codes=one[codes].split("|"))))
            if options.misses:
                print(row["投诉标题"], pairs[-1], file=sys.stderr)
        both += [({(name, c) for c in true}, {(name, c) for c in said}) for true, said in pairs]
        p, r, f = micro(pairs)
        print(f"| {name} | {len(distinct)} | {read} of {tags_of} | {p:.3f} | {r:.3f} | {f:.3f} | | |")
    p, r, f = micro(both)
    print(f"| both | {len(distinct)} | | {p:.3f} | {r:.3f} | {f:.3f} | .55 | .70 |")


def moods(options, scratch):
    print("\n| mood by the lexicon alone | texts | accuracy | told neutral | at least | aim |\n|---|---|---|---|---|---|")
    sets = (("zh_shopping_reviews", "reviews.csv", "review", "label", {"1": "positive", "0": "negative"}, ".84", ".90"),
            ("en_airline_tweets", "tweets.csv", "text", "airline_sentiment", {"positive": "positive", "negative": "negative"}, "", ""))
    for folder, name, text, label, names, least, aim in sets:
        with open(options.data / folder / name, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        found = analyse(options.program, [row[text] for row in rows], scratch)
        told = [(names[row[label]], one) for row, one in zip(rows, found) if row[label] in names]
        right = sum(true == one["sentiment"] for true, one in told)
        neutral = sum(one["sentiment"] in ("neutral", "unscored") for _, one in told)
        by_sign = sum((true == "positive") == (float(one["sentiment_score"]) > 0) for true, one in told)
        print(f"| {folder}, praise and blame | {len(told):,} | {right / len(told):.4f} | {neutral / len(told):.3f} | {least} | {aim} |")
        print(f"| the same, a score above 0 being praise | {len(told):,} | {by_sign / len(told):.4f} | | | |")
        if folder == "en_airline_tweets":
            three = sum(row[label] == one["sentiment"] for row, one in zip(rows, found))
            print(f"| {folder}, three moods | {len(rows):,} | {three / len(rows):.4f} | | | |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aftercare-score-") as scratch:
        complaints(options, pathlib.Path(scratch))
        moods(options, pathlib.Path(scratch))


if __name__ == "__main__":
    main()
