"""
p-values and normal quantiles by scipy, as a reference for src/evaluation/statistics.ts.

    pip install scipy==1.17.1 numpy==2.4.6
    python test/reference/evaluation-statistics.py > test/reference/evaluation-statistics.json
"""
import json
from importlib.metadata import version

import numpy as np
from scipy import stats

random = np.random.default_rng(11)
cases = []
for size, shift in [(12, 0.2), (40, 0.0), (40, 0.15), (200, 0.05), (300, 0.3)]:
    a = np.round(random.random(size), 1)
    b = np.round(np.clip(a + random.normal(shift, 0.3, size), 0, 1), 1)
    wilcoxon = stats.wilcoxon(a, b, zero_method='wilcox', correction=True, method='asymptotic').pvalue
    permutation = stats.permutation_test((a - b,), np.mean, permutation_type='samples', n_resamples=200_000, rng=random).pvalue
    cases.append({'a': a.tolist(), 'b': b.tolist(), 'wilcoxon': wilcoxon, 'permutation': permutation})

values = random.random(80) ** 2
interval = stats.bootstrap((values,), np.mean, n_resamples=200_000, method='percentile', rng=random).confidence_interval
print(json.dumps({
    'versions': {name: version(name) for name in ['scipy', 'numpy']},
    'cases': cases,
    'bootstrap': {'values': values.tolist(), 'low': interval.low, 'high': interval.high},
}))
