"""The other side of `npm run bench -- tfidf`: the same workload with scikit-learn."""

import csv
import gzip
import json
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

workload, runs = sys.argv[1], int(sys.argv[2])
shared = Path(os.environ.get("PENCHANT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
with gzip.open(shared / "data/ag-news-test/test.csv.gz", "rt", encoding="utf-8", newline="") as file:
    articles = [f"{title} {description}" for _, title, description in csv.reader(file)]
texts = [f"{article} {copy * len(articles) + line}" for copy in range(8) for line, article in enumerate(articles)]
if workload == "pieces":
    texts = texts[:20_000]
options = {"phrases": {"ngram_range": (1, 2)}, "pieces": {"analyzer": "char_wb", "ngram_range": (3, 5)}}.get(workload, {})

seconds, processor = [], []
for _ in range(runs):
    started, used = time.perf_counter(), time.process_time()
    matrix = TfidfVectorizer(dtype=np.float32, **options).fit_transform(texts)
    if workload == "lsa":
        matrix = TruncatedSVD(100, random_state=0).fit_transform(matrix)
    seconds.append(time.perf_counter() - started)
    processor.append(time.process_time() - used)
count = matrix.size if isinstance(matrix, np.ndarray) else matrix.nnz
print(json.dumps({
    "texts": len(texts), "seconds": seconds, "processor": processor, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "shape": f"{matrix.shape[0]} x {matrix.shape[1]}, {count} values", "version": sklearn.__version__,
}))
