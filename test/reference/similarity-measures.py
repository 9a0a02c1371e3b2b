"""Makes similarity-measures.json: the measures of test/similarity as scipy, scikit-learn and bm25s give them.

Run: python3 test/reference/similarity-measures.py   (needs numpy scipy scikit-learn bm25s)
"""
import json
import os
import platform
from collections import Counter

import bm25s
import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.spatial import distance
from sklearn.metrics import pairwise

rng = np.random.default_rng(7)


def vectors():
    """Pairs of different nature: name, a, b."""
    yield 'seed example', [0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]
    for length in (2, 3, 5, 8, 33, 384):
        yield f'normal, length {length}', rng.standard_normal(length), rng.standard_normal(length)
    base = rng.standard_normal(50)
    yield 'nearly equal', base, base + 1e-4 * rng.standard_normal(50)
    yield 'opposite', base, -2 * base + 0.01 * rng.standard_normal(50)
    yield 'many ties', rng.integers(-2, 3, 60), rng.integers(-1, 2, 60)
    yield 'mostly zeros', rng.poisson(0.2, 200), rng.poisson(0.15, 200)
    yield 'mostly zeros, both signs', rng.integers(-1, 2, 80) * rng.binomial(1, 0.3, 80), rng.integers(-1, 2, 80) * rng.binomial(1, 0.3, 80)
    yield 'counts', rng.poisson(3, 40), rng.poisson(2, 40)
    yield 'shares', rng.dirichlet(np.ones(12)), rng.dirichlet(np.ones(12))
    yield 'far from zero', 1e6 + rng.standard_normal(30), 1e6 + rng.standard_normal(30)
    yield 'huge', 1e150 * rng.standard_normal(10), 1e150 * rng.standard_normal(10)
    yield 'tiny', 1e-160 * rng.standard_normal(10), 1e-160 * rng.standard_normal(10)
    yield 'huge against tiny', 1e200 * rng.standard_normal(10), 1e-200 * rng.standard_normal(10)


def measures(a, b, means):
    a, b = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(all='ignore'):
        # scipy works on squares, which leave the range of doubles for the extreme pairs; these measures do not depend on scale.
        largest = max(np.abs(a).max(), np.abs(b).max())
        u, v = a / np.abs(a).max(), b / np.abs(b).max()
        out = {
            'cosine': 1 - distance.cosine(u, v),
            'pearson': stats.pearsonr(u, v).statistic,
            'spearman': stats.spearmanr(a, b).statistic,
            'kendall': stats.kendalltau(a, b, variant='b').statistic,
            'jaccard': 1 - distance.jaccard(a != 0, b != 0),
            'dice': 1 - distance.dice(a != 0, b != 0),
            'overlap': np.sum((a != 0) & (b != 0)) / min(np.sum(a != 0), np.sum(b != 0)),
            'euclidean': distance.euclidean(a / largest, b / largest) * largest,
            'manhattan': distance.cityblock(a, b),
            'chebyshev': distance.chebyshev(a, b),
            'hamming': distance.hamming(a, b),
            'dot': float(np.dot(a, b)),
        }
        if 1e-100 < largest < 1e100:
            out['adjustedCosine'] = pairwise.cosine_similarity([a - means], [b - means])[0, 0]
        if a.min() >= 0 and b.min() >= 0:
            out['jensenShannon'] = distance.jensenshannon(a, b)
            out['jensenShannon2'] = distance.jensenshannon(a, b, 2)
            out['weightedJaccard'] = np.minimum(a, b).sum() / np.maximum(a, b).sum()
    return {k: float(x) for k, x in out.items()}


def pairs():
    for name, a, b in vectors():
        means = rng.standard_normal(len(a))
        yield {
            'name': name,
            'a': [float(x) for x in a],
            'b': [float(x) for x in b],
            'means': [float(x) for x in means],
            'expected': measures(a, b, means),
        }


def bm25():
    """Documents and queries as counts of ten terms; scores by document and query, for every method."""
    vocabulary = [f't{n}' for n in range(10)]
    weights = 1 / (np.arange(10) + 1.0)
    texts = [[vocabulary[n] for n in rng.choice(10, size=size, p=weights / weights.sum())] for size in (3, 8, 5, 40, 1, 12, 20, 6)]
    queries = [['t0'], ['t1', 't4'], ['t2', 't2', 't7', 't0'], vocabulary]
    used = {term for text in texts for term in text}
    queries = [[term for term in query if term in used] for query in queries]
    counts = lambda tokens: [Counter(tokens)[term] for term in vocabulary]
    sets = []
    for method in ('lucene', 'robertson', 'atire', 'bm25+', 'bm25l'):
        for k1, b, delta in ((1.5, 0.75, 0.5), (1.2, 0.4, 1.0), (0.9, 1.0, 0.3), (2.0, 0.0, 0.5)):
            model = bm25s.BM25(method=method, k1=k1, b=b, delta=delta, dtype='float64')
            model.index(texts, show_progress=False)
            scores = [[float(x) for x in model.get_scores(query)] for query in queries]
            sets.append({'variant': method, 'k1': k1, 'b': b, 'delta': delta, 'scores': scores})
    return {'documents': [counts(t) for t in texts], 'queries': [counts(q) for q in queries], 'sets': sets}


fixture = {
    'versions': {
        'python': platform.python_version(),
        'numpy': np.__version__,
        'scipy': scipy.__version__,
        'scikit-learn': sklearn.__version__,
        'bm25s': bm25s.__version__,
    },
    'pairs': list(pairs()),
    'bm25': bm25(),
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'similarity-measures.json')
with open(path, 'w') as file:
    json.dump(fixture, file, separators=(',', ':'))
    file.write('\n')
print(os.path.getsize(path), 'bytes')
