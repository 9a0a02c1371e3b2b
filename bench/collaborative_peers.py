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


def quality(job):
    """NDCG@20 of what was held back from users, all items ranked, what they have left out; a job of its own, not timed."""
    users, items = [], []
    for user, known in enumerate(job["known"]):
        users += [user] * len(known)
        items += known
    train = sp.csr_matrix((np.ones(len(users), np.float32), (users, items)), shape=(len(job["known"]), matrix.shape[1]))
    kind = AlternatingLeastSquares if job["model"] == "als" else BayesianPersonalizedRanking
    model = kind(factors=job["factors"], use_gpu=False, num_threads=1, random_state=1, **job["options"])

    def work():
        model.fit(train, show_progress=False)
        asked = [user for user, held in enumerate(job["held"]) if held]
        ids, _ = model.recommend(asked, train[asked], N=20, filter_already_liked_items=True)
        discounts = 1 / np.log2(2 + np.arange(20))
        scores = []
        for user, own in zip(asked, ids):
            held = set(job["held"][user])
            hits = np.array([item in held for item in own])
            scores.append(float((discounts * hits).sum() / discounts[: min(20, len(held))].sum()))
        return scores

    return work


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
    "quality": quality,
}
print(json.dumps({"versions": f"implicit {implicit.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"}), flush=True)
for text in sys.stdin:
    job = json.loads(text)
    # implicit does not want BLAS to have threads of its own; the inverse is given two.
    with threadpool_limits(2 if job["kind"] == "inverse" else 1):
        work = makers[job["kind"]](job)
        wall, processor = time.perf_counter(), time.process_time()
        result = work()
        times = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
        print(json.dumps({**times, "scores": result} if job["kind"] == "quality" else times), flush=True)
