"""
Scores of random runs with ties by trec_eval (through pytrec_eval), ranx, LensKit, scikit-learn and scipy, as a reference for src/evaluation/metrics.

    pip install pytrec-eval-terrier==0.5.11 ranx==0.3.21 lenskit==2025.8.1 scikit-learn==1.9.1
    python test/reference/evaluation-metrics.py > test/reference/evaluation-metrics.json

`pytrec-eval-terrier` is pytrec_eval with wheels. trec_eval orders a run by falling score and, where scores are equal, by falling document id; `order` is that order.
"""
import json
import random
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytrec_eval
from ranx import Qrels, Run, evaluate
from lenskit.data import ItemList
from lenskit.metrics import NDCG, RBP, Hit, ListGini, Precision, Recall, RecipRank, call_metric
from sklearn.metrics import mean_absolute_error, mean_squared_error, roc_auc_score

warnings.filterwarnings('ignore')
random.seed(7)
queries, runs = {}, {}
for number in range(40):
    items = [f'd{n:02d}' for n in range(random.randint(3, 30))]
    scores = {item: float(random.randint(0, 8)) / 4 for item in items}
    outside = [f'x{n}' for n in range(random.randint(0, 4))]
    right = random.sample(items + outside, random.randint(1, len(items)))
    queries[f'q{number}'] = {item: random.randint(0, 3) if number % 2 else 1 for item in right}
    runs[f'q{number}'] = scores

measures = {'recip_rank', 'map', 'Rprec', 'ndcg', 'P.5,10', 'recall.5,10', 'success.5,10', 'map_cut.5,10', 'ndcg_cut.5,10'}
trec = pytrec_eval.RelevanceEvaluator(queries, measures).evaluate(runs)
orders = {q: sorted(s, key=lambda d: (s[d], d), reverse=True) for q, s in runs.items()}

ranked = {q: {item: float(len(order) - at) for at, item in enumerate(order)} for q, order in orders.items()}
names = ['precision@5', 'recall@5', 'hit_rate@5', 'mrr@5', 'map@5', 'ndcg@5', 'ndcg_burges@5', 'r-precision']
judged = {q: {i: g for i, g in r.items() if g > 0} for q, r in queries.items()}
kept = [q for q in queries if judged[q]]
qrels, run = Qrels({q: judged[q] for q in kept}), Run({q: ranked[q] for q in kept})
evaluate(qrels, run, names, return_mean=False)
ranx = {q: {name: run.scores[name][q] for name in names} for q in kept}

lenskit = {}
for q in kept:
    recs = ItemList(item_ids=orders[q], ordered=True)
    test = ItemList(item_ids=list(judged[q]), rating=[float(g) for g in judged[q].values()])
    lenskit[q] = {
        'Precision@5': call_metric(Precision, recs, test, n=5),
        'Recall@5': call_metric(Recall, recs, test, n=5),
        'Hit@5': call_metric(Hit, recs, test, n=5),
        'RecipRank@5': call_metric(RecipRank, recs, test, n=5),
        'NDCG@5': call_metric(NDCG, recs, test, n=5),
        'NDCG@5 graded': call_metric(NDCG, recs, test, n=5, gain='rating'),
    }

auc = {}
for q in kept:
    truth = [1 if item in judged[q] else 0 for item in orders[q]]
    if 0 < sum(truth) < len(truth):
        auc[q] = roc_auc_score(truth, [runs[q][item] for item in orders[q]])

generator = np.random.default_rng(7)
actual, predicted = generator.integers(1, 6, 50).astype(float), generator.uniform(1, 5, 50)

print(json.dumps({
    'versions': {name: version(name) for name in ['pytrec-eval-terrier', 'ranx', 'lenskit', 'scikit-learn']},
    'queries': [
        {'id': q, 'relevant': queries[q], 'order': orders[q], 'scores': [runs[q][i] for i in orders[q]], 'trec': trec[q], 'ranx': ranx.get(q), 'lenskit': lenskit.get(q), 'auc': auc.get(q)}
        for q in queries
    ],
    'ratings': {
        'actual': actual.tolist(), 'predicted': predicted.tolist(),
        'rmse': float(np.sqrt(mean_squared_error(actual, predicted))), 'mae': float(mean_absolute_error(actual, predicted)),
    },
}, default=float))
