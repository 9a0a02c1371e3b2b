"""Reference singular values of scikit-learn's TruncatedSVD, for test/encode/lsa.test.ts.

    python3 test/reference/tfidf-lsa.py

The texts must not be redistributed; singular values and a few projections stand here. `algorithm='arpack'` gives the true values; how far the default,
randomised algorithm is from them is written down too.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

HERE = Path(__file__).parent
source = (HERE / "tfidf-sklearn.py").read_text(encoding="utf-8")
exec(source[: source.index("# By name")].replace("__file__", repr(str(HERE / "tfidf-sklearn.py"))))

cases = []
for corpus, texts, components in [("ag", ag_news()[:3000], 100), ("bbc", bbc_news()[:900], 50), ("zh", chinese_titles()[:2000], 20)]:
    options = {"analyzer": "char", "ngram_range": (1, 2)} if corpus == "zh" else {}
    matrix = TfidfVectorizer(**options).fit_transform(texts)
    exact = TruncatedSVD(components, algorithm="arpack", random_state=0)
    projected = exact.fit_transform(matrix)
    order = np.argsort(-exact.singular_values_)
    values = exact.singular_values_[order]
    default = np.sort(TruncatedSVD(components, random_state=0).fit(matrix).singular_values_)[::-1]
    cases.append({
        "corpus": corpus, "texts": len(texts), "components": components, "singularValues": [float(f"{value:.9g}") for value in values],
        # The first components of some rows, without their sign.
        "projected": [[row, [float(f"{abs(value):.6g}") for value in projected[row, order[:5]]]] for row in (0, 7, 500)],
        "defaultAlgorithm": {"largestError": float(f"{np.abs(default / values - 1).max():.3g}"), "ofTheFirstTen": float(f"{np.abs(default / values - 1)[:10].max():.3g}")},
    })

fixture = {"made": "test/reference/tfidf-lsa.py", "versions": {name: version(name) for name in ("scikit-learn", "scipy", "numpy")}, "cases": cases}
(HERE / "tfidf-lsa.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n", encoding="utf-8")
for each in cases:
    print(each["corpus"], each["defaultAlgorithm"])
