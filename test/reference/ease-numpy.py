"""EASE and EDLAE weights in closed form, by numpy in double precision. Usage: ease-numpy.py > ease-numpy.json (numpy)."""
import json
import numpy as np

rng = np.random.default_rng(3)
users, items, features = 60, 23, 5
taste = rng.normal(size=(users, 3)) @ rng.normal(size=(3, items))
X = (taste > 1.2).astype(float)
X[:2] = 1
T = (rng.random((items, features)) < 0.4).astype(float)

def weights(G, ridge):
    P = np.linalg.inv(G + np.diag(ridge))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B.ravel().tolist()

G = X.T @ X
W = G + 2.0 * T @ T.T
print(json.dumps(dict(
    made_by=f"numpy {np.__version__}", items=items,
    pairs=[[int(u), int(i)] for u, i in zip(*X.nonzero())],
    features=[[int(f) for f in T[i].nonzero()[0]] for i in range(items)],
    ease=weights(G, np.full(items, 7.0)),
    edlae=weights(G, 7.0 + 0.25 / 0.75 * np.diag(G)),
    stacked=weights(W, np.full(items, 7.0)),
), separators=(",", ":")))
