"""Reference scores of the `bm25s` package, for test/encode/bm25.test.ts.

    python3 test/reference/tfidf-bm25s.py

The texts are public domain (see tfidf-sklearn.json, which holds them). Tokens: runs of two or more word characters, in lower case.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np

HERE = Path(__file__).parent
speeches = json.loads((HERE / "tfidf-sklearn.json").read_text(encoding="utf-8"))["speeches"]
texts = speeches["learn"] + speeches["other"]
queries = ["the people of the united states", "my country and my duty", "government by law law law", "constitution"]


def tokens(text):
    return re.findall(r"(?u)\b\w\w+\b", text.lower())


cases = []
for options in [
    {"variant": "lucene"}, {"variant": "robertson"}, {"variant": "atire"}, {"variant": "bm25+"}, {"variant": "bm25l"},
    {"variant": "lucene", "k1": 1.2, "b": 0.4}, {"variant": "bm25+", "delta": 1, "k1": 2}, {"variant": "bm25l", "b": 1}, {"variant": "atire", "b": 0, "k1": 0.9},
]:
    index = bm25s.BM25(method=options["variant"], k1=options.get("k1", 1.5), b=options.get("b", 0.75), delta=options.get("delta", 0.5), dtype="float64")
    index.index([tokens(text) for text in texts], show_progress=False)
    known = index.vocab_dict
    scores = [index.get_scores([token for token in tokens(query) if token in known]) for query in queries]
    cases.append({"options": options, "scores": [[float(f"{score:.9g}") for score in row] for row in scores]})

fixture = {"made": "test/reference/tfidf-bm25s.py", "versions": {"bm25s": version("bm25s"), "numpy": np.__version__}, "queries": queries, "cases": cases}
(HERE / "tfidf-bm25s.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n", encoding="utf-8")
