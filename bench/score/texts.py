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


if __name__ == "__main__":
    main()
