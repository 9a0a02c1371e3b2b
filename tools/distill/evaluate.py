"""What a table is worth: STS-B (Spearman of cosine and gold score), and whether a translation is found among 1,000."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr


def static_encode(cut, table: np.ndarray):
    def encode(texts: list[str]) -> np.ndarray:
        out = np.zeros((len(texts), table.shape[1]), np.float32)
        for at, one in enumerate(cut.encode_batch(texts)):
            tokens = [token for token in one.ids if token != 0]
            if tokens:
                out[at] = table[tokens].sum(0)
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    return encode


def sts(path: Path):
    opener = gzip.open if path.suffix == '.gz' else open
    with opener(path, 'rt', encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    return [row[0] for row in rows], [row[1] for row in rows], np.array([float(row[2]) for row in rows])


def evaluate(shared: Path, encode, final: bool = False) -> dict:
    """The sets for choosing (English dev, Chinese train) always; the sets for reporting (English test, Chinese dev) only where `final`."""
    folder = shared / 'data/sts'
    sets = {'en-dev': 'stsb-en-dev.csv', 'zh-train': 'stsb-zh-train.csv.gz'}
    if final:
        sets |= {'en-test': 'stsb-en-test.csv', 'zh-dev': 'stsb-zh-dev.csv'}
    out = {}
    for name, file in sets.items():
        left, right, gold = sts(folder / file)
        out[name] = round(float(spearmanr((encode(left) * encode(right)).sum(1), gold).statistic), 4)
    english, chinese = sts(folder / 'stsb-en-dev.csv')[0], sts(folder / 'stsb-zh-dev.csv')[0]
    pairs = list(dict(zip(english, chinese)).items())[:1000]
    scores = encode([one for one, _ in pairs]) @ encode([one for _, one in pairs]).T
    out['en->zh@1'] = round(float((scores.argmax(1) == np.arange(len(pairs))).mean()), 4)
    out['zh->en@1'] = round(float((scores.argmax(0) == np.arange(len(pairs))).mean()), 4)
    return out
