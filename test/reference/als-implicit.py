"""Factors by implicit's alternating least squares from given starts, and numpy's exact fold-in. Usage: als-implicit.py > als-implicit.json (implicit 0.7.3, numpy)."""
import json
import implicit
import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares

rng = np.random.default_rng(7)
users, items, factors, alpha, regularization = 24, 15, 8, 4.0, 0.5
dense = (rng.random((users, items)) < 0.3) * rng.integers(1, 4, (users, items))
dense[:, 0] = np.arange(users) % 3 == 0
dense = dense.astype(np.float32)
start_users = (rng.random((users, factors)) * 0.1).astype(np.float32)
start_items = (rng.random((items, factors)) * 0.1).astype(np.float32)
pairs = [[int(u), int(i), float(dense[u, i])] for u, i in zip(*dense.nonzero())]
confidence = sp.csr_matrix(dense)
confidence.data = 1 + alpha * confidence.data
out = dict(
    made_by=f"implicit {implicit.__version__}, numpy {np.__version__}",
    users=users, items=items, factors=factors, alpha=alpha, regularization=regularization, pairs=pairs,
    start_users=start_users.ravel().tolist(), start_items=start_items.ravel().tolist(), runs={},
)
for name, options in dict(exact=dict(use_cg=False), gradients=dict(use_cg=True)).items():
    model = AlternatingLeastSquares(factors=factors, regularization=regularization, alpha=1.0, iterations=4, num_threads=1, use_gpu=False, **options)
    model.user_factors, model.item_factors = start_users.copy(), start_items.copy()
    model.fit(confidence, show_progress=False)
    out["runs"][name] = dict(users=np.asarray(model.user_factors).ravel().tolist(), items=np.asarray(model.item_factors).ravel().tolist())
print(json.dumps(out, separators=(",", ":")))
