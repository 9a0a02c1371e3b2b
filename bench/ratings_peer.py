"""The peer of bench/ratings.mjs: myfm's Gibbs sampler on users, items and features of items as one-hot columns. Jobs are lines of JSON."""
import json
import os
import sys
import time
from importlib.metadata import version

os.environ["TQDM_DISABLE"] = "1"
import myfm  # noqa: E402
import numpy as np
import scipy.sparse as sp

print(json.dumps({"versions": f"myfm {version('myfm')}"}), flush=True)
for text in sys.stdin:
    job = json.loads(text)
    features = {item: names for item, names in job["features"]}
    users = {u: n for n, u in enumerate(dict.fromkeys(u for u, _, _ in job["known"]))}
    items = {i: n for n, i in enumerate(dict.fromkeys(i for _, i, _ in job["known"]))}
    names = {f: n for n, f in enumerate(dict.fromkeys(f for known in features.values() for f in known))}
    sizes = [len(users), len(items), len(names)]

    def rows(pairs):
        data, indices, starts = [], [], [0]
        for user, item, _ in pairs:
            own = [users[user]] if user in users else []
            own += [sizes[0] + items[item]] if item in items else []
            own += [sizes[0] + sizes[1] + names[f] for f in features.get(item, [])]
            indices += own
            data += [1.0] * len(own)
            starts.append(len(indices))
        return sp.csr_matrix((data, indices, starts), shape=(len(pairs), sum(sizes)))

    values = np.array([value for _, _, value in job["known"]])
    model = myfm.MyFMRegressor(rank=job["factors"], random_seed=job["seed"])
    wall, processor = time.perf_counter(), time.process_time()
    model.fit(rows(job["known"]), values, n_iter=job["epochs"], group_shapes=[s for s in sizes if s > 0])
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    predicted = [float(value) for value in model.predict(rows(job["held"]))]
    print(json.dumps({"wall": wall, "processor": processor, "predicted": predicted}), flush=True)
