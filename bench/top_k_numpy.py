"""numpy's side of top-k.mjs: reads "one" or "many" from standard input, searches, answers with the milliseconds a query; "indices" gives the rows it found.

Arguments: file of the matrix (float32), file of the queries (float32), columns, k.
"""
import json
import sys
import time

import numpy as np

columns, k = int(sys.argv[3]), int(sys.argv[4])
matrix = np.fromfile(sys.argv[1], np.float32).reshape(-1, columns)
queries = np.fromfile(sys.argv[2], np.float32).reshape(-1, columns)
# As a prepared matrix does, outside of the time that is taken.
matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)


def best(scores):
    found = np.argpartition(-scores, k)[:k]
    return found[np.argsort(-scores[found])]


def one_by_one():
    return [best(matrix @ (query / np.linalg.norm(query))) for query in queries]


def together():
    scores = (queries / np.linalg.norm(queries, axis=1, keepdims=True)) @ matrix.T
    found = np.argpartition(-scores, k, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(scores, found, 1), axis=1)
    return np.take_along_axis(found, order, 1)


print(json.dumps({'numpy': np.__version__}), flush=True)
for line in sys.stdin:
    if line.strip() == 'indices':
        print(json.dumps(np.asarray(one_by_one()).ravel().tolist()), flush=True)
        continue
    work = one_by_one if line.strip() == 'one' else together
    start = time.perf_counter()
    work()
    print(json.dumps((time.perf_counter() - start) * 1000 / len(queries)), flush=True)
