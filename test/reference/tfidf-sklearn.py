"""Reference numbers of scikit-learn's text vectorisers, for test/encode/parity.test.ts.

    python3 test/reference/tfidf-sklearn.py

Needs scikit-learn (the version is written into the fixture), the built package (`npm run build`, for the Chinese tokens) and the shared data
(PENCHANT_SHARED, or ../shared beside the repository). Texts that must not be redistributed leave only digests here: shapes, hashes,
sums and a few sampled values. The texts that stand in the fixture are public domain.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("PENCHANT_SHARED", ROOT.parent / "shared")) / "data"


def read(path):
    return gzip.open(DATA / path, "rt", encoding="utf-8", newline="").read()


def ag_news():
    rows = csv.reader(io.StringIO(read("ag-news-test/test.csv.gz")))
    return [f"{title} {description}" for _, title, description in rows]


def bbc_news():
    lines = read("bbc-news/bbc.tsv.gz").split("\n")[1:]
    return [" ".join(line.split("\t")[2:4]) for line in lines if line]


def chinese_titles():
    lines = read("zh-text/thucnews-titles/dev.txt.gz").split("\n")
    return [line.split("\t")[0] for line in lines if line]


def inaugural():
    lines = read("corpus-en/inaugural.txt.gz").split("\n")
    return [line[:300] for line in lines if len(line) > 80][:12]


# By name: the texts that are learned from, and others that are only encoded.
def split(texts, learn, every=1):
    chosen = texts[::every]
    return chosen[:learn], chosen[learn:learn + learn // 4]


CORPORA = {
    "ag": split(ag_news(), 1500, 4),
    "bbc": split(bbc_news(), 240, 7),
    "zh": split(chinese_titles(), 1600, 4),
    "speeches": split(inaugural(), 9),
}

STOP = ["the", "a", "of", "to", "in", "and", "on", "for", "said"]
VOCABULARY = ["microsoft", "oil prices", "the", "google", "zebra crossing", "iraq", "oil", "game"]
WORDS = {"tokenPattern": "scikit-learn"}
CASES = [
    ("ag", "tfidf", {}),
    ("ag", "tfidf", {"norm": "l1"}),
    ("ag", "tfidf", {"norm": False}),
    ("ag", "tfidf", {"useIdf": False}),
    ("ag", "tfidf", {"smoothIdf": False}),
    ("ag", "tfidf", {"sublinearTf": True}),
    ("ag", "tfidf", {"binary": True}),
    ("ag", "tfidf", {"lowercase": False}),
    ("ag", "tfidf", {"ngramRange": [1, 2]}),
    ("ag", "tfidf", {"ngramRange": [2, 3], "minDocumentFrequency": 2}),
    ("ag", "tfidf", {"ngramRange": [1, 3], "stopWords": STOP, "maxFeatures": 4000}),
    ("ag", "tfidf", {"minDocumentFrequency": 3}),
    ("ag", "tfidf", {"minDocumentFrequency": 0.01}),
    ("ag", "tfidf", {"maxDocumentFrequency": 0.1}),
    ("ag", "tfidf", {"maxDocumentFrequency": 20, "minDocumentFrequency": 4}),
    ("ag", "tfidf", {"maxFeatures": 500}),
    ("ag", "tfidf", {"maxFeatures": 300, "binary": True, "minDocumentFrequency": 2}),
    ("ag", "tfidf", {"vocabulary": VOCABULARY, "ngramRange": [1, 2]}),
    ("ag", "tfidf", {"stopWords": STOP}),
    ("ag", "tfidf", {"tokenPattern": {"source": "[a-z]+", "flags": ""}}),
    ("ag", "tfidf", {"tokenPattern": {"source": "([A-Z][a-z]+) [A-Z]", "flags": ""}, "lowercase": False}),
    ("ag", "count", {}),
    ("ag", "count", {"binary": True, "ngramRange": [1, 2]}),
    ("ag", "count", {"minDocumentFrequency": 0.002, "maxDocumentFrequency": 0.5, "maxFeatures": 1000}),
    ("ag", "hashing", {}),
    ("ag", "hashing", {"dimensions": 1000, "alternateSign": False, "norm": "l1"}),
    ("ag", "hashing", {"dimensions": 4096, "norm": False, "binary": True, "ngramRange": [1, 2]}),
    ("ag", "tfidf", {"analyzer": "char", "ngramRange": [2, 4]}),
    ("ag", "tfidf", {"analyzer": "char-wb", "ngramRange": [3, 5]}),
    ("ag", "tfidf", {"analyzer": "char-wb", "ngramRange": [1, 3], "sublinearTf": True, "lowercase": False}),
    ("bbc", "tfidf", {}),
    ("bbc", "tfidf", {"stripAccents": True, "sublinearTf": True, "maxDocumentFrequency": 0.5}),
    ("bbc", "tfidf", {"stripAccents": "ascii", "norm": "l1", "smoothIdf": False}),
    ("bbc", "tfidf", {"ngramRange": [1, 2], "minDocumentFrequency": 5, "maxFeatures": 2000}),
    ("bbc", "tfidf", {"analyzer": "char-wb", "ngramRange": [3, 4], "stripAccents": True}),
    ("bbc", "tfidf", {"analyzer": "char", "ngramRange": [1, 3], "minDocumentFrequency": 2}),
    ("bbc", "count", {"stopWords": STOP}),
    ("bbc", "hashing", {"analyzer": "char-wb", "ngramRange": [2, 3], "dimensions": 2**18}),
    ("zh", "tfidf", {"tokenizer": "bigrams"}),
    ("zh", "tfidf", {"tokenizer": "bigrams", "ngramRange": [1, 2], "sublinearTf": True}),
    ("zh", "tfidf", {"tokenizer": "bigrams", "minDocumentFrequency": 2, "maxDocumentFrequency": 0.02, "norm": "l1"}),
    ("zh", "count", {"tokenizer": "bigrams", "binary": True}),
    ("zh", "hashing", {"tokenizer": "bigrams", "dimensions": 2**16}),
    ("zh", "tfidf", {}),
    ("zh", "tfidf", {"analyzer": "char", "ngramRange": [1, 2]}),
    ("zh", "tfidf", {"analyzer": "char-wb", "ngramRange": [1, 2], "useIdf": False}),
    ("speeches", "tfidf", {}),
    ("speeches", "tfidf", {"ngramRange": [1, 2], "sublinearTf": True, "norm": "l1"}),
    ("speeches", "tfidf", {"analyzer": "char-wb", "ngramRange": [2, 3], "minDocumentFrequency": 2}),
    ("speeches", "tfidf", {"smoothIdf": False, "norm": False, "maxDocumentFrequency": 0.5}),
    ("speeches", "count", {}),
    ("speeches", "hashing", {"dimensions": 64}),
]

NAMES = {
    "analyzer": "analyzer", "ngramRange": "ngram_range", "minDocumentFrequency": "min_df", "maxDocumentFrequency": "max_df",
    "maxFeatures": "max_features", "vocabulary": "vocabulary", "binary": "binary", "sublinearTf": "sublinear_tf", "useIdf": "use_idf",
    "smoothIdf": "smooth_idf", "norm": "norm", "lowercase": "lowercase", "stripAccents": "strip_accents", "stopWords": "stop_words",
    "tokenPattern": "token_pattern", "dimensions": "n_features", "alternateSign": "alternate_sign", "tokenizer": "tokenizer",
}
KINDS = {"tfidf": TfidfVectorizer, "count": CountVectorizer, "hashing": HashingVectorizer}

# Our own tokens of the Chinese titles, from the built package.
TOKENS = {}


def our_tokens():
    texts = [text for part in CORPORA["zh"] for text in part]
    program = """
      import { createTokenizer } from './dist/preprocess.js'
      import { readFileSync } from 'node:fs'
      const tokenize = createTokenizer({ cjk: 'bigrams', normalize: false, stopWords: false })
      console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((text) => tokenize(text))))
    """
    # scikit-learn lowers the case before it asks a tokenizer.
    lowered = [text.lower() for text in texts]
    run = subprocess.run(["node", "--input-type=module", "-e", program], cwd=ROOT, input=json.dumps(lowered), capture_output=True, text=True, check=True)
    TOKENS.update(zip(lowered, json.loads(run.stdout)))


def to_sklearn(options):
    given = {}
    for name, value in options.items():
        if name == "analyzer":
            value = value.replace("-", "_")
        elif name == "ngramRange":
            value = tuple(value)
        elif name == "norm" and value is False:
            value = None
        elif name == "stripAccents":
            value = "unicode" if value is True else value
        elif name == "tokenPattern":
            if value == "scikit-learn":
                continue
            value = value["source"]
        elif name == "tokenizer":
            value = TOKENS.__getitem__
            given["token_pattern"] = None
        given[NAMES[name]] = value
    return given


def unambiguous(kind, options, texts):
    """scikit-learn breaks ties at `max_features` by the order of an unstable sort: the largest number at or below the wish that leaves no tie."""
    counter = CountVectorizer(**{k: v for k, v in to_sklearn({**options, "maxFeatures": None}).items()
                                 if k not in ("use_idf", "smooth_idf", "sublinear_tf", "norm")})
    totals = np.sort(np.asarray(counter.fit_transform(texts).sum(axis=0)).ravel())[::-1]
    limit = options["maxFeatures"]
    while totals[limit - 1] == totals[limit]:
        limit -= 1
    return limit


def sha(data):
    return hashlib.sha256(data).hexdigest()[:16]


def digest(matrix):
    values = matrix.data.astype(np.float64)
    places = np.linspace(0, len(values) - 1, 25).astype(int) if len(values) else []
    weights = np.arange(len(values)) % 97 + 1
    return {
        "rows": matrix.shape[0], "columns": matrix.shape[1], "count": len(values),
        "structure": sha(matrix.indptr.astype("<i4").tobytes() + matrix.indices.astype("<i4").tobytes()),
        "sum": float(values.sum()), "squares": float((values**2).sum()), "weighted": float((values * weights).sum()),
        "sampled": [[int(place), float(values[place])] for place in places],
    }


def whole(matrix):
    return {
        "rows": matrix.shape[0], "columns": matrix.shape[1], "indptr": matrix.indptr.tolist(), "indices": matrix.indices.tolist(),
        "values": [float(f"{value:.9g}") for value in matrix.data],
    }


def case(corpus, kind, options):
    learn, other = CORPORA[corpus]
    if "tokenizer" not in options and options.get("analyzer", "word") == "word":
        options = {**WORDS, **options}
    if "maxFeatures" in options:
        options = {**options, "maxFeatures": unambiguous(kind, options, learn)}
    vectorizer = KINDS[kind](**to_sklearn(options))
    learned, encoded = vectorizer.fit_transform(learn), vectorizer.transform(other)
    result = {"corpus": corpus, "encoder": kind, "options": options}
    for matrix in (learned, encoded):
        matrix.sort_indices()
    if kind != "hashing":
        terms = vectorizer.get_feature_names_out()
        if corpus == "speeches":
            result["vocabulary"] = terms.tolist()
        else:
            result["vocabulary"] = {"count": len(terms), "hash": sha("\n".join(terms).encode()),
                                    "sampled": [terms[int(place)] for place in np.linspace(0, len(terms) - 1, 5)]}
    show = whole if corpus == "speeches" else digest
    result["learned"], result["encoded"] = show(learned), show(encoded)
    if kind == "tfidf" and options.get("useIdf", True):
        idf = vectorizer.idf_
        result["idf"] = {"sum": float(idf[np.isfinite(idf)].sum()), "first": float(idf[0]), "last": float(idf[-1])}
    return result


our_tokens()
cases = [case(*each) for each in CASES]
fixture = {
    "made": "test/reference/tfidf-sklearn.py",
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "speeches": {"source": "inaugural addresses of presidents of the United States, public domain",
                 "learn": CORPORA["speeches"][0], "other": CORPORA["speeches"][1]},
    "corpora": {name: {"learn": len(a), "other": len(b), "hash": sha("\n".join(a + b).encode())} for name, (a, b) in CORPORA.items()},
    "cases": cases,
}
text = json.dumps(fixture, ensure_ascii=False, separators=(",", ":")).replace('{"corpus"', '\n{"corpus"')
(Path(__file__).parent / "tfidf-sklearn.json").write_text(text + "\n", encoding="utf-8")
print(len(cases), "cases,", len(text), "characters")
