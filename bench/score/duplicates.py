"""Scores what `aftercare dedupe` finds against known truth and prints a Markdown table.

Truth: people by the number in rec_id, complaints by their given clusters, pairs by their labels; near-copies of texts
are made here, by five kinds of edit, from texts that the program has not seen.
"""
import argparse
import collections
import csv
import ctypes
import ctypes.util
import difflib
import io
import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile


def run(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"score: {' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def clusters_of(file):
    with open(file, newline="", encoding="utf-8") as lines:
        return {row["id"]: row["cluster"] for row in csv.DictReader(lines)}


def pairs_in(groups):
    return sum(n * (n - 1) // 2 for n in collections.Counter(groups).values())


def pair_scores(found, truth):
    """Precision, recall and F1 over pairs of rows that are in one cluster."""
    both = pairs_in((found[row], truth[row]) for row in truth)
    of_found, of_truth = pairs_in(found[row] for row in truth), pairs_in(truth.values())
    precision, recall = both / max(1, of_found), both / max(1, of_truth)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


# ---- people

def score_people(program, data, scratch):
    for file in sorted((data / "people_febrl").glob("*.csv")):
        with open(file, newline="", encoding="utf-8") as lines:
            truth = {row["rec_id"]: row["rec_id"].split("-")[1]
                     for row in csv.DictReader(lines, skipinitialspace=True)}
        out = scratch / "people.csv"
        run(program, "dedupe", file, "--id", "rec_id", "--people", "-o", out, "--json")
        yield f"people_febrl {file.stem}, unsupervised, pair F1", pair_scores(clusters_of(out), truth)


# ---- near-copies of texts

class Traditional:
    """Simplified to Traditional by OpenCC's library; None where it is not installed."""

    def __init__(self):
        name = ctypes.util.find_library("opencc")
        self.library = ctypes.CDLL(name) if name else None
        if self.library:
            self.library.opencc_open.restype = ctypes.c_void_p
            self.library.opencc_convert_utf8.restype = ctypes.c_void_p
            self.library.opencc_convert_utf8.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
            self.handle = self.library.opencc_open(b"s2t.json")

    def convert(self, text):
        if not self.library:
            return text
        raw = text.encode()
        return ctypes.string_at(self.library.opencc_convert_utf8(self.handle, raw, len(raw))).decode()


def typos(text, rng):
    letters = list(text)
    for _ in range(max(1, round(len(text) * rng.uniform(0.01, 0.05)))):
        at = rng.randrange(len(letters))
        kind = rng.randrange(4)
        if kind == 0:
            letters[at] = chr(rng.randrange(0x4E00, 0x9000))
        elif kind == 1 and len(letters) > 8:
            del letters[at]
        elif kind == 2:
            letters.insert(at, chr(rng.randrange(0x4E00, 0x9000)))
        elif at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def decorated(text, rng):
    letters = list(text)
    for _ in range(rng.randint(1, 6)):
        letters.insert(rng.randrange(len(letters) + 1), rng.choice(["😀", "👍👍", "！！！", "~", "。。。", "❤️", " ", "…", "😂"]))
    return "".join(letters)


def reordered(text, rng):
    sentences, start = [], 0
    for at, letter in enumerate(text):
        if letter in "，。！？；,!?;" or at + 1 == len(text):
            sentences.append(text[start:at + 1])
            start = at + 1
    rng.shuffle(sentences)
    return "".join(sentences)


def truncated(text, rng):
    return text[:max(12, int(len(text) * rng.uniform(0.6, 0.9)))]


SIGNATURES = ["——来自手机客户端", "【本评价由系统自动同步，感谢您的支持】", "以上为个人真实体验，仅供参考，谢谢阅读。",
              "\n发自我的手机", "（此评论已追加，好评返现请联系客服微信）", "本店承诺：七天无理由退换，欢迎再次光临小店！"]


def signed(text, rng):
    return text + rng.choice(SIGNATURES)


def wide(text, rng):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.9 else c for c in text)


def natural_copies(one, other):
    """True if most of the shorter text stands in the longer one."""
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 2) >= 0.6 * min(len(one), len(other))


def score_texts(program, data, scratch, seed):
    rng = random.Random(seed)
    traditional = Traditional()
    with open(data / "zh_shopping_reviews" / "reviews.csv", newline="", encoding="utf-8-sig") as lines:
        texts = [row["review"].strip() for row in csv.DictReader(lines)]
    edits = {"typos": typos, "emoji and punctuation": decorated, "reordered": reordered, "truncated": truncated,
             "signature": signed, "width": wide, "traditional": lambda text, _: traditional.convert(text)}
    rows = [(text, number) for number, text in enumerate(texts)]
    kinds = {}
    sources = rng.sample([n for n, text in enumerate(texts) if len(text) >= 20], 3000)
    for source in sources:
        kind = rng.choice(list(edits))
        kinds[len(rows)] = kind
        rows.append((edits[kind](texts[source], rng), source))
    order = list(range(len(rows)))
    rng.shuffle(order)
    table, out = scratch / "texts.csv", scratch / "texts_out.csv"
    with open(table, "w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["row", "review"])
        writer.writerows((number, rows[number][0]) for number in order)
    run(program, "dedupe", table, "--id", "row", "--text", "review", "-o", out, "--json")
    found = clusters_of(out)
    # The set holds copies of its own, which nobody labelled: a pair of rows made from two different texts of the set
    # counts as an error only if one of them is a made copy and the two texts have little in common.
    groups = collections.defaultdict(list)
    for number in range(len(rows)):
        groups[found[str(number)]].append(number)
    hits = errors = 0
    for group in groups.values():
        for one, other in itertools.combinations(group, 2):
            source, target = rows[one][1], rows[other][1]
            if source == target or texts[source] == texts[target]:
                hits += source == target
            elif max(one, other) >= len(texts) and not natural_copies(texts[source], texts[target]):
                errors += 1
    of_truth = pairs_in(source for _, source in rows)
    precision, recall = hits / max(1, hits + errors), hits / of_truth
    yield ("near-copies in reviews, 7 kinds of edit, pair F1",
           (precision, recall, 2 * precision * recall / max(1e-9, precision + recall)))
    for kind in edits:
        mine = [n for n, k in kinds.items() if k == kind]
        hit = sum(found[str(n)] == found[str(rows[n][1])] for n in mine)
        yield f"- recall of {kind}", (None, hit / max(1, len(mine)), None)


# ---- complaints

def score_complaints(program, data, scratch):
    folder = data / "zh_heimao_complaints"
    with open(folder / "row_clusters.derived.csv", newline="", encoding="utf-8") as lines:
        truth = {str(int(row["csv_record_index"]) + 1): row["cluster_id"] for row in csv.DictReader(lines)
                 if row["cluster_id"]}
    out = scratch / "complaints.csv"
    run(program, "dedupe", folder / "heimao.csv", "-o", out, "--json")
    found = clusters_of(out)
    print(f"complaints: {len(found)} rows, {len(set(found.values()))} clusters", file=sys.stderr)
    yield (f"zh_heimao_complaints: {len(set(found.values()))} distinct of {len(found)}",
           pair_scores({row: found.get(row, row) for row in truth}, truth))


# ---- labelled pairs

def pair_table(file):
    """left_*, right_*, label out of lines "COL a VAL x COL b VAL y\\tCOL ...\\tlabel"."""
    rows, columns = [], []
    for line in file.read_text(encoding="utf-8").splitlines():
        left, right, label = line.rstrip("\n").split("\t")
        row = {"label": label.strip()}
        for side, text in (("left", left), ("right", right)):
            for part in text.split("COL ")[1:]:
                name, _, value = part.partition(" VAL")
                row[f"{side}_{name.strip()}"] = value.strip()
        rows.append(row)
        columns += [name for name in row if name not in columns]
    columns.remove("label")
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns, "label"])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def score_pairs(program, data, scratch):
    for folder in sorted(data.glob("match_*")):
        for part in ("train", "valid", "test"):
            (scratch / f"{part}.csv").write_text(pair_table(folder / f"{part}.txt"), encoding="utf-8")
        for words, name in (((), "train"), (("--valid", scratch / "valid.csv"), "train, threshold on valid")):
            run(program, "dedupe", "pairs", "train", scratch / "train.csv", "-o", scratch / "model", *words, "--json")
            score = json.loads(run(program, "dedupe", "pairs", "eval", scratch / "model", scratch / "test.csv", "--json"))
            yield f"{folder.name}, learnt on {name}, test", (score["precision"], score["recall"], score["f1"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="people,texts,complaints,pairs")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    parts = {"people": score_people, "complaints": score_complaints, "pairs": score_pairs}
    print("| data | precision | recall | F1 |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        place = (arguments.program, arguments.data, pathlib.Path(scratch))
        for part in arguments.only.split(","):
            runs = ([(f", seed {seed}", score_texts(*place, seed)) for seed in range(arguments.seeds)]
                    if part == "texts" else [("", parts[part](*place))])
            for suffix, scores in runs:
                for name, score in scores:
                    print(f"| {name}{suffix} | " + " | ".join("" if s is None else f"{s:.4f}" for s in score) + " |",
                          flush=True)


if __name__ == "__main__":
    main()
