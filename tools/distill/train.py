"""Trains the table: vectors of tokens whose normalised sum is close to the teachers' vector of a text.

Target space. MiniLM is the better teacher of English, and reads Chinese sentences in translation: together with E5 that says more than E5 alone. A linear map from E5's (centred) vectors to
MiniLM's, fitted on the texts that both know, stands in where there is no translation. A text's target is the blend of both teachers, weighted, reduced by PCA.

Loss of a batch: a little of 1 - cosine to the target, much of the squared error of the matrix of similarities within the batch, and the divergence from the teachers' order of each text's
neighbours in it. Texts of a group (translations, near neighbours) stand side by side, and their similarities count once more: among random texts nearly all are close to zero.
The last epochs round the rows to 4 bits on the way forward (straight-through), so that the table learns to live with it.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from scipy import sparse

from evaluate import evaluate, static_encode
from vocabulary import tokenizer

CHUNK = 4096


def stack(work: Path, source: str, name: str, language: str, count: int) -> np.ndarray:
    """A teacher's vectors, zero where it was not asked (or has not been yet)."""
    out = np.zeros((count, 384), np.float32)
    for start in range(0, count, CHUNK):
        file = work / 'vectors' / f'{source}-{name}-{language}-{start // CHUNK:03}.npy'
        if file.exists():
            rows = np.load(file).astype(np.float32)
            out[start:start + len(rows)] = rows
    return out


def read(work: Path, sources: list) -> list:
    return [json.loads(line) | {'source': source} for source in sources for line in open(work / f'{source}.jsonl', encoding='utf-8')]


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def translations(corpus: list):
    """For each Chinese text of a group with a translation: the Chinese text that was translated, and its translation; -1 for the others."""
    source, target = {}, {}
    for at, one in enumerate(corpus):
        if one['kind'] in ('sentence', 'phrase', 'emoji'):
            (source if one['language'] == 'zh' else target).setdefault(one['group'], at)
    groups = [one['group'] if one['language'] == 'zh' and one['group'] in source and one['group'] in target else None for one in corpus]
    return np.array([source.get(group, -1) for group in groups]), np.array([target.get(group, -1) for group in groups])


def targets(corpus: list, work: Path, english_share: float, chinese_share: float, translated_share: float):
    """One vector a text (zero: no teacher has seen it yet)."""
    count = len(corpus)
    chinese = np.array([one['language'] == 'zh' for one in corpus])
    sizes: dict = {}
    for one in corpus:  # sources stand one after the other
        sizes[one['source']] = sizes.get(one['source'], 0) + 1

    def all_of(name: str, language: str) -> np.ndarray:
        parts = [stack(work, source, name, language, size) for source, size in sizes.items()]
        return np.concatenate(parts)

    mini = all_of('minilm', 'en')
    e5 = all_of('e5', 'en')
    e5 += all_of('e5', 'zh')
    has_mini, has_e5 = np.abs(mini).sum(1) > 0, np.abs(e5).sum(1) > 0
    known = has_mini | has_e5
    # E5's vectors share a large common part, one for each language; without it their cosines spread out.
    for language in (False, True):
        rows = has_e5 & (chinese == language)
        e5[rows] -= e5[rows].mean(0)
    centred = unit(e5)
    del e5

    def ridge(source, target, amount=1.0):
        return np.linalg.solve(source.T @ source + amount * np.eye(source.shape[1]), source.T @ target).astype(np.float32)

    # MiniLM knows a Chinese sentence by its translation. The map from E5 to MiniLM is fitted on the texts that both know; what it misses of a sentence, it misses of the sentence's near neighbours, too.
    sentence, translation = translations(corpus)
    of_sentence = (sentence >= 0) & has_e5 & has_e5[sentence] & has_mini[translation]
    translated = of_sentence & (sentence == np.arange(count))
    mini[translated] = mini[translation[translated]]
    both = has_e5 & (has_mini | translated)
    mapped = unit(centred @ ridge(centred[both], mini[both]))
    print('texts with both teachers', int(both.sum()), 'of them by a translation', int(translated.sum()), 'fit', float((mapped[both] * mini[both]).sum(1).mean()))
    neighbours = of_sentence & ~translated
    mapped[neighbours] = unit(mapped[neighbours] + mini[sentence[neighbours]] - mapped[sentence[neighbours]])
    to_e5 = ridge(mini[both], centred[both])
    mini_space = np.where((has_mini | translated)[:, None], mini, mapped)
    del mapped
    e5_space = np.where(has_e5[:, None], centred, unit(mini @ to_e5))
    del mini, centred
    share = np.where(of_sentence, translated_share, np.where(chinese, chinese_share, english_share))[:, None].astype(np.float32)
    mini_space *= share ** 0.5
    e5_space *= (1 - share) ** 0.5
    full = np.concatenate([mini_space, e5_space], 1)
    full /= np.maximum(np.linalg.norm(full, axis=1, keepdims=True), 1e-9)
    return full, known


def first_values(tokens: list, goal: np.ndarray, usable: np.ndarray, rows: int):
    """Ridge regression of the targets on the texts' tokens (each text over the root of its length), by conjugate gradients with the diagonal as preconditioner."""
    lengths = np.array([len(tokens[index]) for index in usable])
    column = np.concatenate([tokens[index] for index in usable])
    texts = sparse.csr_matrix((np.repeat(lengths.astype(np.float32) ** -0.5, lengths), column, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(usable), rows))
    texts.sum_duplicates()
    back = texts.T.tocsr()
    counts = np.diff(back.indptr)
    amount = 0.5
    diagonal = (np.asarray(back.multiply(back).sum(1)).ravel() + amount)[:, None].astype(np.float32)
    wanted = back @ goal[usable]
    solution = wanted / diagonal * 0.3
    residual = wanted - (back @ (texts @ solution) + amount * solution)
    direction = residual / diagonal
    energy = (residual * direction).sum(0)
    for _ in range(10):
        image = back @ (texts @ direction) + amount * direction
        step = energy / np.maximum((direction * image).sum(0), 1e-12)
        solution += step * direction
        residual -= step * image
        turned = residual / diagonal
        fresh = (residual * turned).sum(0)
        direction = turned + fresh / np.maximum(energy, 1e-12) * direction
        energy = fresh
    return solution.astype(np.float32), counts


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument('shared', type=Path)
    parse.add_argument('work', type=Path)
    parse.add_argument('--sources', default='corpus,words')
    parse.add_argument('--out', default='table')
    parse.add_argument('--english-share', type=float, default=0.75, help="MiniLM's share of the target of an English text")
    parse.add_argument('--translated-share', type=float, default=0.6, help='the same of a Chinese text that has a translation, and of its near neighbours')
    parse.add_argument('--chinese-share', type=float, default=0.2, help="the same of another Chinese text, where MiniLM's vector is E5's, mapped")
    parse.add_argument('--chinese-weight', type=float, default=1.0, help='how much a Chinese text counts in the similarities, beside an English one')
    parse.add_argument('--dimensions', type=int, default=256)
    parse.add_argument('--epochs', type=int, default=3)
    parse.add_argument('--batch', type=int, default=1024)
    parse.add_argument('--rate', type=float, default=0.001)
    parse.add_argument('--cosine', type=float, default=0.3, help='weight of 1 - cosine to the target')
    parse.add_argument('--structure', type=float, default=30.0, help='weight of the similarities in a batch')
    parse.add_argument('--near', type=float, default=3.0, help='weight of the similarities within groups')
    parse.add_argument('--order', type=float, default=0.2, help='weight of the divergence from which other texts of a batch the teachers put nearest (softmax at .05)')
    parse.add_argument('--quantised', type=float, default=1.0, help='how many of the last epochs round to 4 bits')
    parse.add_argument('--test', action='store_true', help='read the test parts at the end, too')
    parse.add_argument('--limit', type=int, default=0)
    parse.add_argument('--seed', type=int, default=6)
    given = parse.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(1)  # steps are small: on shared cores a second thread waits more than it works, forty times over
    chance = np.random.default_rng(given.seed)

    corpus = read(given.work, given.sources.split(','))
    full, known = targets(corpus, given.work, given.english_share, given.chinese_share, given.translated_share)
    vocabulary = json.load(open(given.work / 'vocabulary.json', encoding='utf-8'))
    cut = tokenizer(vocabulary)
    began = time.time()
    tokens = [np.array([token for token in one.ids if token != 0], np.int64) for one in cut.encode_batch([one['text'] for one in corpus])]
    known &= np.array([len(one) > 0 for one in tokens])
    usable = np.flatnonzero(known)
    if given.limit:
        usable = usable[:given.limit]
    print('texts', len(usable), f'{time.time() - began:.0f} s', flush=True)

    sample = full[chance.choice(usable, min(40000, len(usable)), replace=False)]
    _, vectors = np.linalg.eigh(sample.T @ sample)
    basis = vectors[:, ::-1][:, :given.dimensions].astype(np.float32)
    reduced = unit(full @ basis).astype(np.float32)
    del full
    start, counts = first_values(tokens, reduced, usable, len(vocabulary))
    print('tokens never met', int((counts == 0).sum()), f'{time.time() - began:.0f} s', flush=True)
    table = torch.from_numpy(start)
    moment, square = torch.zeros_like(table), torch.zeros_like(table)
    print('start', evaluate(given.shared, static_encode(cut, start)), flush=True)
    reduced = torch.from_numpy(reduced)
    weight = torch.tensor([given.chinese_weight if one['language'] == 'zh' else 1.0 for one in corpus])

    members: dict = {}
    for index in usable:
        group = corpus[index]['group']
        members.setdefault(group if group >= 0 else -2 - index, []).append(index)
    groups = [np.array(one) for one in members.values()]
    group_of = np.full(len(corpus), -1)
    for number, one in enumerate(groups):
        group_of[one] = number

    def rounded(weights: torch.Tensor) -> torch.Tensor:
        largest = weights.detach().abs().amax(1, keepdim=True).clamp(min=1e-9)
        scale = torch.exp2(torch.round(torch.log2(largest * 0.85 / 7) * 16) / 16)
        codes = torch.clamp(torch.round(weights.detach() / scale), -8, 7)
        return weights + (codes * scale - weights).detach()

    steps_all = given.epochs * (len(usable) // given.batch)
    step = 0
    began = time.time()
    for epoch in range(given.epochs):
        order = np.concatenate([groups[at] for at in chance.permutation(len(groups))])
        losses = []
        for at in range(0, len(order) - given.batch + 1, given.batch):
            rows_of = order[at:at + given.batch]
            flat = np.concatenate([tokens[index] for index in rows_of])
            lengths = np.array([len(tokens[index]) for index in rows_of])
            used, inverse = np.unique(flat, return_inverse=True)
            used_t = torch.from_numpy(used)
            part = table.index_select(0, used_t).requires_grad_(True)
            effective = rounded(part) if epoch >= given.epochs - given.quantised else part
            offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
            sums = torch.nn.functional.embedding_bag(torch.from_numpy(inverse), effective, offsets, mode='sum')
            out = torch.nn.functional.normalize(sums, dim=1)
            goal = reduced.index_select(0, torch.from_numpy(rows_of))
            cosine = 1 - (out * goal).sum(1).mean()
            similar, wanted = out @ out.T, goal @ goal.T
            errors = (similar - wanted).square()
            counted = weight[torch.from_numpy(rows_of)]
            pairs = counted[:, None] * counted[None, :]
            structure = (errors * pairs).sum() / pairs.sum()
            number = torch.from_numpy(group_of[rows_of])
            within = (number[:, None] == number[None, :]).fill_diagonal_(False)
            near = (errors * pairs)[within].sum() / pairs[within].sum() if within.any() else structure
            alone = torch.eye(len(rows_of)) * -1e9
            ours, theirs = similar / 0.05 + alone, wanted / 0.05 + alone
            divergences = torch.nn.functional.kl_div(torch.log_softmax(ours, 1), torch.softmax(theirs, 1), reduction='none').sum(1)
            order_of = (divergences * counted).sum() / counted.sum()
            loss = given.cosine * cosine + given.structure * structure + given.near * near + given.order * order_of
            loss.backward()
            losses.append((float(cosine.detach()), float(structure.detach()), float(near.detach())))
            # Adam on the rows in use, with a rate that falls like a cosine.
            step += 1
            progress = step / steps_all
            rate = given.rate * min(1, step / 50) * (0.5 * (1 + np.cos(np.pi * min(1, progress))) * 0.98 + 0.02)
            gradient = part.grad
            with torch.no_grad():
                m = moment.index_select(0, used_t).mul_(0.9).add_(gradient, alpha=0.1)
                v = square.index_select(0, used_t).mul_(0.99).addcmul_(gradient, gradient, value=0.01)
                moment.index_copy_(0, used_t, m)
                square.index_copy_(0, used_t, v)
                table.index_add_(0, used_t, m.div_(v.sqrt_().mul_((1 - 0.99 ** step) ** -0.5).add_(1e-8)), alpha=-rate / (1 - 0.9 ** step))
            if step % 50 == 0:
                print(f'step {step} of {steps_all} cosine {np.mean([one[0] for one in losses[-50:]]):.4f} structure {np.mean([one[1] for one in losses[-50:]]):.5f} near {np.mean([one[2] for one in losses[-50:]]):.5f} {time.time() - began:.0f} s', flush=True)
        mean_losses = np.mean(losses, 0)
        print(f'epoch {epoch} cosine {mean_losses[0]:.4f} structure {mean_losses[1]:.5f} near {mean_losses[2]:.5f} {time.time() - began:.0f} s', flush=True)
        if epoch == given.epochs - 1 or epoch % 2 == 1:
            final = rounded(table) if epoch == given.epochs - 1 else table
            print(evaluate(given.shared, static_encode(cut, final.numpy()), final=given.test and epoch == given.epochs - 1), flush=True)
    result = table.numpy()
    result[counts == 0] = 0
    np.savez(given.work / f'{given.out}.npz', table=result.astype(np.float32), counts=counts)


if __name__ == '__main__':
    main()
