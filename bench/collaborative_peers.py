"""The peers of bench/collaborative.mjs. Usage: collaborative_peers.py FOLDER (with train.txt.gz and valid.txt.gz); jobs are lines of JSON."""
import gzip
import json
import sys
import time

import implicit
import numpy as np
import scipy
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import CosineRecommender
from threadpoolctl import threadpool_limits

rows, columns = [], []
for part in ("train", "valid"):
    for line in gzip.open(f"{sys.argv[1]}/{part}.txt.gz", "rt"):
        numbers = [int(word) for word in line.split()]
        rows += [numbers[0]] * (len(numbers) - 1)
        columns += numbers[1:]
matrix = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)))


def knn(job):
    model = CosineRecommender(K=100, num_threads=1)
    return lambda: model.fit(matrix, show_progress=False)


def factors(kind, job):
    model = kind(factors=job["factors"], iterations=job["epochs"], use_gpu=False, num_threads=job.get("threads", 1), random_state=1)
    return lambda: model.fit(matrix, show_progress=False)


def inverse(job):
    n = job["items"]
    a = np.random.default_rng(0).standard_normal((n, n + 50))
    gram = a @ a.T + 100 * np.eye(n)
    return lambda: np.linalg.inv(gram)


makers = {
    "knn": knn,
    "als": lambda job: factors(AlternatingLeastSquares, job),
    "bpr": lambda job: factors(BayesianPersonalizedRanking, job),
    "inverse": inverse,
}
print(json.dumps({"versions": f"implicit {implicit.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"}), flush=True)
for text in sys.stdin:
    job = json.loads(text)
    # implicit does not want BLAS to have threads of its own; the inverse is given two.
    with threadpool_limits(2 if job["kind"] == "inverse" else 1):
        work = makers[job["kind"]](job)
        wall, processor = time.perf_counter(), time.process_time()
        work()
        print(json.dumps({"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}), flush=True)
