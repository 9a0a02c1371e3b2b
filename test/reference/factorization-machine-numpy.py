"""Posterior means of a factorisation machine by a plain Gibbs sampler over the whole design matrix (no blocks, no cached sums), and the exact fold-in of a new user given one sample's items.
Usage: factorization-machine-numpy.py > factorization-machine-numpy.json (numpy)."""
import json

import numpy as np

rng = np.random.default_rng(5)
users, items, factors = 14, 10, 2
truth_u, truth_i = rng.standard_normal((users, 2)), rng.standard_normal((items, 2))
bias_u, bias_i = 0.5 * rng.standard_normal(users), 0.5 * rng.standard_normal(items)
features = {  # of users, then of items: one column each, weights as they stand
    "users": [[0.0] if u % 2 else [1.0] for u in range(users)],
    "items": [[1.0, 0.0] if i % 3 == 0 else [0.0, 0.5] for i in range(items)],
}
pairs = [(u, i) for u in range(users) for i in range(items) if rng.random() < 0.7]
value = lambda u, i: float(np.round(3 + bias_u[u] + bias_i[i] + 0.6 * truth_u[u] @ truth_i[i] + 0.6 * features["users"][u][0] + 0.3 * rng.standard_normal(), 2))
ratings = [[u, i, value(u, i)] for u, i in pairs]


def design(chosen, with_features):
    rows = []
    for u, i in chosen:
        ids = np.zeros(users + items)
        ids[u] = ids[users + i] = 1
        rows.append(np.concatenate([ids, features["users"][u], features["items"][i]]) if with_features else ids)
    return np.array(rows)


def sample(with_features, sweeps, burn_in, seed):
    rng = np.random.default_rng(seed)
    x = design(pairs, with_features)
    everywhere = design([(u, i) for u in range(users) for i in range(items)], with_features)
    y = np.array([v for _, _, v in ratings])
    mean, deviation = y.mean(), y.std()
    y = (y - mean) / deviation
    n, p = x.shape
    groups = [np.arange(users), np.arange(users, users + items)]
    if with_features:
        groups += [np.array([users + items]), np.arange(users + items + 1, p)]
    w0, w, v = 0.0, np.zeros(p), 0.1 * rng.standard_normal((p, factors))
    prior = lambda: [dict(mean=0.0, precision=1.0) for _ in groups]
    priors = [prior() for _ in range(factors + 1)]
    predict = lambda z: w0 + z @ w + 0.5 * (((z @ v) ** 2) - (z**2) @ (v**2)).sum(1)
    total = np.zeros(len(everywhere))
    for sweep in range(sweeps):
        error = y - predict(x)
        alpha = rng.gamma((1 + n) / 2) / ((1 + error @ error) / 2)
        for level in range(factors + 1):
            values = w if level == 0 else v[:, level - 1]
            for group, of in zip(groups, priors[level]):
                own = values[group]
                rate = (1 + ((own - of["mean"]) ** 2).sum() + of["mean"] ** 2) / 2
                of["precision"] = rng.gamma((2 + len(own)) / 2) / rate
                of["mean"] = own.sum() / (len(own) + 1) + rng.standard_normal() / np.sqrt((len(own) + 1) * of["precision"])
        precision = alpha * n + 1
        w0 = alpha * (error.sum() + n * w0) / precision + rng.standard_normal() / np.sqrt(precision)
        for level in range(factors + 1):
            for group, of in zip(groups, priors[level]):
                for j in group:
                    values = w if level == 0 else v[:, level - 1]
                    h = x[:, j] if level == 0 else x[:, j] * (x @ values - values[j] * x[:, j])
                    error = y - predict(x)
                    precision = alpha * h @ h + of["precision"]
                    values[j] = (alpha * h @ (error + values[j] * h) + of["precision"] * of["mean"]) / precision + rng.standard_normal() / np.sqrt(precision)
        if sweep >= burn_in:
            total += predict(everywhere)
    return mean + deviation * total / (sweeps - burn_in)


out = dict(made_by=f"numpy {np.__version__}, Gibbs sampling, four chains of 3,000 sweeps each, of which 500 are burnt", factors=factors, features=features, ratings=ratings)
for name, given in dict(plain=False, featured=True).items():
    chains = np.array([sample(given, 3000, 500, seed) for seed in range(4)])
    out[name] = dict(predicted=chains.mean(0).round(4).tolist(), spread=float(np.sqrt((chains.var(0, ddof=1)).mean()).round(4)))
print(json.dumps(out, separators=(",", ":")))
