"""Makes quality-measures.json: Gini, class weights, robust scales, k-cores and repaired encodings, as numpy, scipy, scikit-learn and ftfy give them.

Run: python3 test/reference/quality-measures.py   (needs numpy scipy scikit-learn ftfy)
"""
import json
import os
import platform
from collections import Counter

import ftfy
import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.utils.class_weight import compute_class_weight

rng = np.random.default_rng(11)


def gini(counts):
    """Half the mean absolute difference over the mean, from all pairs: the definition, not the shortcut."""
    x = np.asarray(counts, dtype=float)
    return np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())


def k_core(pairs, user_least, item_least):
    """RecBole's Dataset._filter_by_inter_num with '[least,inf)': ban users and items with too few, drop their rows, until none is banned."""
    kept = list(range(len(pairs)))
    while True:
        users = Counter(pairs[row][0] for row in kept)
        items = Counter(pairs[row][1] for row in kept)
        left = [row for row in kept if users[pairs[row][0]] >= user_least and items[pairs[row][1]] >= item_least]
        if len(left) == len(kept):
            return kept
        kept = left


ginis = [
    [1], [3, 3, 3, 3], [0, 0, 0, 9], [1, 2, 3, 4, 5], [0, 1],
    rng.poisson(3, 60).tolist(), rng.zipf(1.7, 80).clip(max=10_000).tolist(), rng.integers(0, 1000, 41).tolist(),
]
labels = [rng.choice(['1', '2', '3', '4', '5'], 200, p=[.05, .1, .2, .4, .25]).tolist(), ['a'] * 9 + ['b']]
samples = [rng.standard_normal(31).tolist(), rng.lognormal(2, 1, 50).tolist(), [1, 1, 2, 2, 4, 6, 9], rng.integers(0, 5, 40).tolist()]
cores = []
for size, users, items, user_least, item_least in [(60, 12, 15, 3, 3), (200, 30, 40, 5, 5), (200, 30, 40, 2, 6), (400, 40, 40, 9, 9), (100, 60, 60, 1, 3), (90, 10, 12, 7, 0)]:
    pairs = np.stack([rng.integers(0, users, size), (items * rng.random(size) ** 2).astype(int)], axis=1).tolist()
    cores.append({'pairs': pairs, 'user': user_least, 'item': item_least, 'kept': k_core(pairs, user_least, item_least)})

texts = [
    'café', 'naïve façade', 'Gabriel García Márquez', 'Emily Brontë', 'Stanisław Lem: Niezwyciężony', 'Đorđe Balašević', 'Ørsted', 'Çalıkuşu',
    'Miss Peregrine’s Home for Peculiar Children', '“Quoted” — and dashed…', '£5 or €6', '30 °C', '½ cup', 'Война и мир', 'Мастер и Маргарита',
    'الفيل الأزرق', '三体', '挪威的森林，村上春树', 'ノルウェイの森', '한국어 소설', 'Ελληνικά', 'שלום עולם', '😀 smile', 'ÉCOLE', 'español — ¿qué?', 'Straße',
    'São Paulo', 'à la carte', 'l’été à Paris', 'Þórbergur Þórðarson', 'Tiếng Việt', 'İstanbul', 'Žižek', 'Zażółć gęślą jaźń',
]
well_formed = texts + [
    'plain', '»IRMÃ«', '« à » et « é »', 'café”…', 'NÃO', 'MÃE', 'Â', 'É…', 'ESPAÑA…', 'ANÃ—', 'le café… là—bas', 'RÉ»', 'voilà “cité”', '¿Qué?', 'AT&T©', '5 × 3 °', 'Ð»', 'ÏÃÂ',
    'Château d’Yquem', 'à\u00a0la', 'PÂ\u00a0TÉ', 'Noël «Ô»',
]
misread = []
for text in texts:
    data = text.encode('utf-8')
    misread.append({'text': text, 'read': data.decode('latin-1')})
    # Windows-1252 as browsers have it, where its five open bytes are control characters.
    misread.append({'text': text, 'read': ''.join(bytes([b]).decode('cp1252') if b not in (0x81, 0x8d, 0x8f, 0x90, 0x9d) else chr(b) for b in data)})
twice = [{'text': t, 'read': t.encode('utf-8').decode('latin-1').encode('utf-8').decode('latin-1')} for t in texts[:6]]
config = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=False, normalization=None, fix_line_breaks=False,
                              remove_control_chars=False, remove_terminal_escapes=False, fix_surrogates=False)

fixture = {
    'made with': {'python': platform.python_version(), 'numpy': np.__version__, 'scipy': scipy.__version__, 'scikit-learn': sklearn.__version__, 'ftfy': ftfy.__version__},
    'gini': [{'counts': c, 'value': float(gini(c))} for c in ginis],
    'classWeights': [{'labels': l, 'weights': dict(zip(sorted(set(l)), map(float, compute_class_weight('balanced', classes=np.array(sorted(set(l))), y=np.array(l)))))} for l in labels],
    'robust': [{'values': v, 'median': float(np.median(v)), 'mad': float(stats.median_abs_deviation(v, scale='normal')), 'quartiles': np.quantile(v, [.25, .75]).tolist()} for v in samples],
    'kCore': cores,
    'misread': [{**one, 'ftfy': ftfy.fix_encoding(one['read'], config)} for one in misread + twice],
    'wellFormed': [{'text': t, 'ftfy': ftfy.fix_encoding(t, config)} for t in well_formed],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'quality-measures.json')
with open(path, 'w', encoding='utf-8') as file:
    json.dump(fixture, file, ensure_ascii=False, indent=1)
    file.write('\n')
