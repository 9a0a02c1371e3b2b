"""Writes a trained table as the data module of the package: rows of 4 bits with a scale each, sorted by piece, and the vocabulary."""

import base64
import gzip
import json
import sys
from pathlib import Path

import numpy as np


def packed(table: np.ndarray):
    """The same rounding as in training (train.py, `rounded`)."""
    largest = np.maximum(np.abs(table).max(1), 1e-9)
    scale_bytes = np.round(np.log2(largest * 0.85 / 7) * 16).astype(int) + 240
    empty = np.abs(table).max(1) == 0
    if scale_bytes[~empty].min() < 1 or scale_bytes[~empty].max() > 255:
        raise ValueError('a scale does not fit a byte')
    scales = np.exp2((scale_bytes - 240) / 16)
    codes = np.clip(np.round(table / scales[:, None]), -8, 7).astype(int) + 8
    codes[empty] = 8
    scale_bytes[empty] = 0
    flat = codes.reshape(-1).astype(np.uint8)
    return scale_bytes.astype(np.uint8), flat[0::2] | flat[1::2] << 4


def front_coded(pieces: list[str]) -> str:
    lines, before = [], ''
    for piece in pieces:
        shared = 0
        while shared < min(len(before), len(piece), 35) and before[shared] == piece[shared]:
            shared += 1
        lines.append('0123456789abcdefghijklmnopqrstuvwxyz'[shared] + piece[shared:])
        before = piece
    return '\n'.join(lines)


class Fingerprint:
    """The hash of src/math/fingerprint.ts."""

    def __init__(self):
        self.first, self.second = 0x811C9DC5, 0x9747B28C

    def number(self, value: int) -> None:
        self.first = ((self.first ^ value) * 0x01000193) & 0xFFFFFFFF
        mixed = ((self.second ^ value) * 0x5BD1E995) & 0xFFFFFFFF
        self.second = mixed ^ (mixed >> 15)

    def numbers(self, values) -> None:
        self.number(len(values))
        for value in values:
            self.number(value)

    def text(self, value: str) -> None:
        self.numbers(np.frombuffer(value.encode('utf-16-le'), np.uint16).tolist())


def fingerprint(dimensions: int, pieces: str, scores: str, scales: np.ndarray, codes: np.ndarray) -> str:
    """As src/static/compact.ts makes it of a model that normalises."""
    hash = Fingerprint()
    hash.number(dimensions)
    hash.number(1)
    hash.text(pieces)
    hash.text(scores)
    hash.numbers(scales.tolist())
    padded = np.concatenate([codes, np.zeros(-len(codes) % 4, np.uint8)])
    hash.numbers(padded.view('<u4').tolist())
    return f'static-1/{hash.first:08x}{hash.second:08x}'


def main() -> None:
    work, name, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    vocabulary = json.load(open(work / 'vocabulary.json', encoding='utf-8'))
    table = np.load(work / f'{name}.npz')['table']
    order = [0] + sorted(range(1, len(vocabulary)), key=lambda at: vocabulary[at][0].replace('▁', '_'))
    table = table[order].copy()
    table[0] = 0
    # White space alone says nothing.
    table[[vocabulary[at][0] == '▁' for at in order]] = 0
    scales, codes = packed(table)
    pieces = front_coded([vocabulary[at][0].replace('▁', '_') for at in order])
    scores = np.array([round(-vocabulary[at][1] * 10) for at in order], np.uint8)
    scores_text = base64.b64encode(scores.tobytes()).decode()
    identity = fingerprint(table.shape[1], pieces, scores_text, scales, codes)
    # src/static/semantic-file.ts reads these lines, too.
    text = '\n'.join([
        '// The built-in table of penchant/static. Made by tools/distill; licences and sources in NOTICE. Do not edit.',
        f"export const id = '{identity}'",
        f'export const dimensions = {table.shape[1]}',
        f'export const pieces = {json.dumps(pieces)}',
        f"export const scores = '{scores_text}'",
        f"export const scales = '{base64.b64encode(scales.tobytes()).decode()}'",
        # In parts: engines read many strings of 48 KB faster than one of 8 MB.
        'export const codes = [',
        *(f"  '{base64.b64encode(codes[at:at + 36864].tobytes()).decode()}'," for at in range(0, len(codes), 36864)),
        ']',
        '',
    ])
    out.write_text(text, encoding='ascii')
    (out.parent / 'semantic-id.ts').write_text(
        '/** Made by tools/distill together with the table: its fingerprint, by which code and data know that they belong together. Do not edit. */\n\n'
        f"export const semanticId = '{identity}'\n",
        encoding='ascii',
    )
    print(out, f'{len(text):,} bytes, gzipped {len(gzip.compress(text.encode(), 9)):,}; vocabulary {len(gzip.compress(json.dumps(pieces).encode(), 9)):,}')


if __name__ == '__main__':
    main()
