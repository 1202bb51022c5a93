#!/usr/bin/env python3
"""The peer that most shops have: pandas + jieba + scikit-learn, reading a CSV of texts, cutting, classifying.

Usage: python_text.py FILE TEXT_COLUMN LABEL_COLUMN
Does what the measured path of Aftercare does: reads, cuts, finds entities, masks, classifies, scores by lexicon, takes keywords,
drops exact copies, stores. Loading the dictionary and training the model are apart, as they are there.
Prints one JSON line: texts, seconds, texts per second.
"""
import json
import logging
import re
import sqlite3
import sys
import tempfile
import time

import jieba
import pandas
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

jieba.setLogLevel(logging.ERROR)
POSITIVE, NEGATIVE = {"好", "不错", "喜欢", "满意", "推荐"}, {"差", "坏", "失望", "退货", "垃圾"}


ENTITIES = {
    "phone": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "id_card": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    "amount": re.compile(r"[¥￥$]\s?\d[\d,.]*|\d[\d,.]*\s?元"),
    "order_number": re.compile(r"订单号?[:：]?\s?(\w{8,})"),
}


def entities(text):
    return {kind: found for kind, pattern in ENTITIES.items() if (found := pattern.findall(text))}


def mask(text):
    return ENTITIES["email"].sub("[邮箱]", ENTITIES["phone"].sub("[电话]", text))


def cut(text):
    return jieba.lcut(text)


def main(file, text_column, label_column):
    jieba.initialize()
    # The model is trained beforehand on every tenth row: training is not part of the measured path.
    sample = pandas.read_csv(file, usecols=[text_column, label_column]).dropna().iloc[::10]
    vectorizer = TfidfVectorizer(analyzer=cut, min_df=2)
    model = LogisticRegression(max_iter=200).fit(
        vectorizer.fit_transform(sample[text_column].astype(str)), sample[label_column])

    started = time.perf_counter()
    table = pandas.read_csv(file)
    texts = table[text_column].fillna("").astype(str)
    found = texts.map(entities)
    words = texts.map(cut)
    score = words.map(lambda all_: sum(w in POSITIVE for w in all_) - sum(w in NEGATIVE for w in all_))
    matrix = _with(vectorizer, list).transform(words)
    names = vectorizer.get_feature_names_out()
    keywords = [" ".join(names[i] for _, i in sorted(zip(-row.data, row.indices))[:5]) for row in matrix]
    table = table.assign(**{text_column: texts.map(mask)}, entities=found.map(json.dumps), score=score,
                         predicted=model.predict(matrix), keywords=keywords).drop_duplicates()
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as store, sqlite3.connect(store.name) as connection:
        table.to_sql("reviews", connection, index=False)
    seconds = time.perf_counter() - started
    print(json.dumps({"texts": len(texts), "seconds": round(seconds, 3),
                      "texts_per_second": round(len(texts) / seconds, 1)}))


def _with(vectorizer, analyzer):
    vectorizer.analyzer = analyzer  # The words are cut already.
    return vectorizer


if __name__ == "__main__":
    main(*sys.argv[1:4])
