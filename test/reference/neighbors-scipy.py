"""Neighbours of items by scipy and numpy, and a graph filter by numpy's full decomposition. Usage: neighbors-scipy.py > neighbors-scipy.json (scipy 1.17, numpy 2.4)."""
import json

import numpy as np
import scipy
import scipy.sparse as sp
from scipy.spatial.distance import pdist, squareform

rng = np.random.default_rng(11)
users, items = 30, 14
counts = ((rng.random((users, items)) < 0.35) * rng.integers(1, 5, (users, items))).astype(float)
counts[:, counts.sum(0) == 0] = 1
counts[0] = 1  # every item occurs, in the order of its number
pairs = [[int(u), int(i), float(counts[u, i])] for u, i in zip(*counts.nonzero())]
sets = (counts > 0).astype(float)

cosine = 1 - squareform(pdist(counts.T, "cosine"))
jaccard = 1 - squareform(pdist(sets.T.astype(bool), "jaccard"))

# Random walks: the transition matrices of the graph, each step to the power alpha (Cooper et al. 2014; Paudel et al. 2017).
alpha, beta = 0.8, 0.45
from_item = sp.diags(1 / sets.sum(0)) @ sp.csr_matrix(sets.T)
from_user = sp.diags(1 / sets.sum(1)) @ sp.csr_matrix(sets)
p3alpha = (from_item.power(alpha) @ from_user.power(alpha)).toarray()
rp3beta = p3alpha / sets.sum(0)[None, :] ** beta

# GF-CF (Shen et al. 2021), with the exponents of the library.
factors, low_pass, exponent, item_exponent = 4, 0.3, 0.7, 0.4
user_size, item_size = sets.sum(1), sets.sum(0)
near = (sets.T @ (sets / user_size[:, None]) * item_size[:, None] ** -0.5 * item_size[None, :] ** -item_exponent) ** exponent
adjacency = sets / np.sqrt(user_size[:, None] * item_size[None, :])
right = np.linalg.svd(adjacency, full_matrices=False)[2][:factors]
smooth = np.diag(item_size**-0.5) @ right.T @ right @ np.diag(item_size**0.5)
graph = near + low_pass * smooth

# Sharpened (BSPM; Choi et al. 2023): ds/dt = -s R'R by one step of the classical Runge-Kutta method, written as such.
time = 2
slope = lambda state: -state @ adjacency.T @ adjacency
k1 = slope(graph)
k2 = slope(graph + time / 2 * k1)
k3 = slope(graph + time / 2 * k2)
k4 = slope(graph + time * k3)
sharpened = graph + time / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

rounded = lambda matrix: [[round(float(value), 9) for value in row] for row in matrix]
print(json.dumps(dict(
    made_by=f"scipy {scipy.__version__}, numpy {np.__version__}",
    items=items, pairs=pairs,
    similarities=dict(cosine=rounded(cosine), jaccard=rounded(jaccard), p3alpha=rounded(p3alpha), rp3beta=rounded(rp3beta)),
    walk=dict(alpha=alpha, beta=beta),
    filter=dict(factors=factors, lowPass=low_pass, exponent=exponent, itemExponent=item_exponent, neighbors=items),
    graph=rounded(graph), sharpening=time, sharpened=rounded(sharpened),
), separators=(",", ":")))
