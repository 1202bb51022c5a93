"""Scores labels learnt from texts, on the fifth of each file that an MD5 of the text holds back.

Prints a Markdown section. --folds says which rests of the MD5 are held back in turn.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

# Folder, file, column of texts, column of labels, at least, aim (accuracy / macro F1).
SETS = (
    ("zh_shopping_reviews", "reviews.csv", "review", "label", ".940", ".952"),
    ("zh_shopping_reviews", "reviews.csv", "review", "cat", ".903", ".915"),
    ("en_banking77", "train.csv", "text", "category", ".885", ".91"),
    ("en_bitext_support", "support.csv", "instruction", "intent", ".985", ".995"),
    ("en_airline_tweets", "tweets.csv", "text", "airline_sentiment", ".815 / .76", ".84 / .79"),
    ("en_airline_tweets", "tweets.csv", "text", "negativereason", "", ""),
    ("zh_gov_hotline", "messages_labelled.csv", "留言详情", "一级分类", "", ""),
)


# Folder, file, words that name the texts and their spans, at least, aim (F1 of exact spans).
SPANS = (
    ("en_bitext_support", "support.csv", ("--text", "instruction", "--entities", "entity_type,start_offset,end_offset"),
     ".90", ".97"),
    ("en_pii", "spans.json", ("--text", "full_text", "--entities", "spans"), ".75", ".90"),
)


def run(program, *words):
    done = subprocess.run([program, "text", *map(str, words), "--json", "--quiet"], capture_output=True, text=True)
    if "no row is left" in done.stderr:
        return None
    if done.returncode:
        sys.exit(f"score: {words}: {done.stderr}")
    return json.loads(done.stdout)


def unseen(data, scratch):
    """The titles of the entity set's dev file that do not stand in its train file."""
    def titles(name):
        text = (data / "zh_ecommerce_ner" / name).read_text(encoding="utf-8").replace("\r", "")
        for block in text.split("\n\n"):
            lines = [line for line in block.split("\n") if line.strip()]
            if lines:
                yield "".join(line.rsplit(" ", 1)[0] for line in lines), lines
    known = {title for title, _ in titles("train.txt")}
    file = scratch / "unseen.txt"
    file.write_text("\n\n".join("\n".join(lines) for title, lines in titles("dev.txt") if title not in known) + "\n",
                    encoding="utf-8")
    return file


def score_spans(options, scratch):
    print("\n| data | texts learnt / tested | K | precision | recall | F1 | at least | aim | seconds |\n"
          "|---|---|---|---|---|---|---|---|---|")
    model = scratch / "model"
    for folder, name, words, least, aim in SPANS:
        for fold in options.folds.split(","):
            if options.only not in folder + ".entities":
                continue
            started = time.time()
            got = run(options.program, "train", options.data / folder / name, *words, "-o", model, "--split", f"md5:{fold}")
            if got is None:
                continue
            held = got["held_back"]
            print(f"| {folder} | {got['texts']:,} / {held['n']:,} | {fold} | {held['precision']:.4f} | {held['recall']:.4f} | "
                  f"{held['f1']:.4f} | {least} | {aim} | {time.time() - started:.1f} |", flush=True)
    if options.only in "zh_ecommerce_ner.entities":
        started = time.time()
        got = run(options.program, "train", options.data / "zh_ecommerce_ner" / "train.txt", "--entities", "bio", "-o", model)
        held = run(options.program, "eval", model, unseen(options.data, scratch))
        print(f"| zh_ecommerce_ner, dev titles not in train | {got['texts']:,} / {held['n']:,} | | {held['precision']:.4f} | "
              f"{held['recall']:.4f} | {held['f1']:.4f} | .67 | .75 | {time.time() - started:.1f} |", flush=True)


def train(program, file, text, label, fold, model):
    started = time.time()
    done = subprocess.run([program, "text", "train", file, "--text", text, "--label", label, "-o", model,
                           "--split", f"md5:{fold}", "--json", "--quiet"], capture_output=True, text=True)
    if "no row is left" in done.stderr:
        return None
    if done.returncode:
        sys.exit(f"score: {file}: {done.stderr}")
    told = json.loads(done.stdout)
    return told["held_back"], told["texts"], time.time() - started, model.stat().st_size / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--folds", default="1,2", help="rests of the MD5 modulo 5")
    parser.add_argument("--only", default="", help="part of a set's name")
    options = parser.parse_args()
    print("| data | label | texts learnt / tested | K | accuracy | macro F1 | 95 % | calibration error | at least | aim | "
          "seconds | MB |\n|---|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="aftercare-score-") as scratch:
        for folder, name, text, label, least, aim in SETS:
            if options.only not in f"{folder}.{label}":
                continue
            for fold in options.folds.split(","):
                got = train(options.program, options.data / folder / name, text, label, fold,
                            pathlib.Path(scratch) / "model")
                if got is None:
                    continue
                scores, texts, seconds, size = got
                low, high = scores["accuracy_interval"]
                print(f"| {folder} | {label} | {texts:,} / {scores['n']:,} | {fold} | {scores['accuracy']:.4f} | "
                      f"{scores['macro_f1']:.4f} | {low:.3f} to {high:.3f} | {scores['calibration_error']:.3f} | "
                      f"{least} | {aim} | {seconds:.1f} | {size:.0f} |", flush=True)
        score_spans(options, pathlib.Path(scratch))


if __name__ == "__main__":
    main()
