"""Whether the score of a topic says how often it is right: `text analyze` over our own sentences that no rule was
tuned by and nothing was learnt from, and the matter (the first topic) of a simulated shop's cases against its truth.

Prints a Markdown section. The error is the mean distance between score and share right, over tenths of the score.
"""
import argparse
import csv
import pathlib
import subprocess
import tempfile

from simulated_shop import ingest, make_shop, truth

HERE = pathlib.Path(__file__).resolve().parent
SENTENCES = HERE.parent.parent / "tests" / "language"


def analysed(program, texts, scratch):
    source, out = scratch / "texts.csv", scratch / "out.csv"
    with open(source, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)
    subprocess.run([program, "text", "analyze", source, "--column", "text", "-o", out, "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(texts)
    for row in rows:
        topics = row["topics"].split("|") if row["topics"] else []
        yield list(zip(topics, map(float, row["topic_scores"].split("|")) if topics else []))


def own_sentences():
    """(text, topics that are right)"""
    for name in ("sentences.tsv", "sentences_held_out.tsv"):
        for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if line.startswith("#") or len(cells) != 7 or cells[1] == "seen" or cells[3] == "*":
                continue
            yield cells[2], set(cells[3].replace("|", "/").split("/"))


def simulated(program, scratch):
    shop = scratch / "shop"
    make_shop(program, shop, 31, 2000, 90)
    told = {row["case_id"]: row["topic"] for row in truth(shop, "cases.csv")}
    store = ingest(program, shop)
    rows = store.rows('SELECT case_id, text FROM "case" WHERE text IS NOT NULL AND channel <> \'chat\'')
    cases = [(row["text"], {told[row["case_id"]]}) for row in rows if told.get(row["case_id"])]
    store.close()
    return cases


def bins(program, texts, scratch, first_only):
    tenths = [[0, 0.0, 0] for _ in range(10)]
    for (_, right), found in zip(texts, analysed(program, [text for text, _ in texts], scratch)):
        for topic, score in found[:1] if first_only else found:
            tenth = tenths[min(int(score * 10), 9)]
            tenth[0] += 1
            tenth[1] += score
            tenth[2] += topic in right
    return tenths


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        own = bins(program, list(own_sentences()), scratch, False)
        shop = bins(program, simulated(program, scratch), scratch, True)
    print("| score | own sentences: topics | said | right | simulated shop: matters | said | right |")
    print("|---|---|---|---|---|---|---|")
    for at, parts in enumerate(zip(own, shop)):
        cells = [f"{at / 10:.1f}"]
        for topics, said, right in parts:
            cells += [f"{topics:,}", f"{said / topics:.2f}", f"{right / topics:.2f}"] if topics else ["0", "", ""]
        print(f"| {' | '.join(cells)} |")
    errors = []
    for tenths in (own, shop):
        topics = sum(tenth[0] for tenth in tenths)
        errors += [f"{topics:,}", "error", f"**{sum(abs(t[1] - t[2]) for t in tenths) / topics:.3f}**"]
    print(f"| all | {' | '.join(errors)} |")


if __name__ == "__main__":
    main()
