"""Writes adapter-torch.json: the loss, the gradients and two AdamW steps of small adapters, as PyTorch computes them in double precision.
Run: python test/reference/adapter-torch.py (torch 2.15.0, numpy 2.4.6)."""

import json
import os

import numpy as np
import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(11)
D, H, QUERIES, DOCUMENTS = 6, 4, 4, 5
LINKS = [(0, 0), (0, 1), (1, 2), (2, 3), (3, 3)]
SCORES = [0.9, 0.1, -0.3, 1.0, 0.4]
LEARNING_RATE, WEIGHT_DECAY, TEMPERATURE, MARGIN = 0.02, 0.1, 0.3, 0.4


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# As single precision holds them, so that both sides start from the same numbers.
single = lambda values: values.astype(np.float32).astype(np.float64)
queries = single(unit(rng.normal(size=(QUERIES, D))))
documents = single(unit(rng.normal(size=(DOCUMENTS, D))))


def parameters(kind):
    shapes = {
        "linear": [(D, D)],
        "low-rank": [(H, D), (D, H)],
        "two-layer": [(H, D), (H,), (D, H), (D,)],
    }[kind]
    return [torch.tensor(single(0.5 * rng.normal(size=shape)), requires_grad=True) for shape in shapes]


def head(kind, weights, x):
    if kind == "none":
        return x
    if kind == "linear":
        return x + x @ weights[0].T
    if kind == "low-rank":
        return x + x @ weights[0].T @ weights[1].T
    hidden = F.gelu(F.linear(x, weights[0], weights[1]), approximate="tanh")
    return x + F.linear(hidden, weights[2], weights[3])


def loss_of(loss, cosines, log_scale, targets, log_frequencies):
    rows = len(LINKS)
    belongs = torch.tensor([[(q, LINKS[j][1]) in LINKS and j != i for j in range(rows)] for i, (q, _) in enumerate(LINKS)])
    own = torch.diagonal(cosines)
    others = ~belongs & ~torch.eye(rows, dtype=torch.bool)
    if loss == "contrastive":
        logits = cosines * torch.exp(log_scale) - log_frequencies
        return F.cross_entropy(logits.masked_fill(belongs, -torch.inf), torch.arange(rows))
    if loss == "triplet":
        over = torch.relu(MARGIN - own[:, None] + cosines) * others
        return (over.sum(1) / (over > 0).sum(1).clamp(min=1)).mean()
    if loss == "pairwise":
        terms = -F.logsigmoid((own[:, None] - cosines) * torch.exp(log_scale)) * others
        return (terms.sum(1) / others.sum(1)).mean()
    if targets is not None:
        return F.mse_loss(own, targets)
    return ((own - 1) ** 2).mean() + ((cosines**2 * others).sum(1) / others.sum(1)).mean()


def run(loss, query, document, shared, from_documents=False, scored=False):
    weights = {"query": parameters(query)} if query != "none" else {"query": []}
    weights["document"] = weights["query"] if shared else (parameters(document) if document != "none" else [])
    log_scale = torch.tensor(float(np.float32(np.log(1 / TEMPERATURE))), requires_grad=True)
    learned = [weights["query"]] if shared else [weights[side] for side in ("query", "document") if weights[side]]
    flat = lambda group: np.concatenate([w.detach().numpy().ravel() for w in group]).tolist()
    slopes = lambda group: np.concatenate([w.grad.numpy().ravel() for w in group]).tolist()
    initial = [flat(group) for group in learned]

    frequencies = np.ones(DOCUMENTS)
    for _, d in LINKS:
        frequencies[d] += 1
    log_frequencies = torch.tensor(np.log(frequencies / (len(LINKS) + DOCUMENTS))[[d for _, d in LINKS]])
    links = LINKS
    vectors = torch.tensor(queries)
    xq = vectors[[q for q, _ in links]]
    sums = None
    if from_documents:
        sums = np.stack([documents[(q + np.arange(3)) % DOCUMENTS].sum(0) for q in range(QUERIES)])
        xq = torch.tensor(unit(np.stack([sums[q] - documents[d] for q, d in links])))
    xd = torch.tensor(documents)[[d for _, d in links]]
    targets = torch.tensor(SCORES) if scored else None

    matrices = [w for group in learned for w in group if w.ndim == 2]
    biases = [w for group in learned for w in group if w.ndim == 1] + [log_scale]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": biases, "weight_decay": 0}], lr=LEARNING_RATE
    )
    steps = []
    for _ in range(2):
        optimizer.zero_grad()
        u = F.normalize(head(query, weights["query"], xq), dim=1)
        v = F.normalize(head(query if shared else document, weights["document"], xd), dim=1)
        value = loss_of(loss, u @ v.T, log_scale, targets, log_frequencies)
        value.backward()
        step = {"loss": value.item(), "gradients": [slopes(group) for group in learned]}
        step["logScaleGradient"] = 0.0 if log_scale.grad is None else log_scale.grad.item()
        optimizer.step()
        step["parameters"] = [flat(group) for group in learned]
        step["logScale"] = log_scale.item()
        steps.append(step)
    return {
        "loss": loss,
        "query": query,
        "document": document,
        "shared": shared,
        "scored": scored,
        "sums": None if sums is None else sums.ravel().tolist(),
        "initial": initial,
        "steps": steps,
    }


cases = [
    run("contrastive", "linear", "two-layer", False),
    run("contrastive", "linear", "two-layer", False, from_documents=True),
    run("contrastive", "low-rank", "low-rank", True),
    run("triplet", "two-layer", "none", False),
    run("pairwise", "none", "low-rank", False),
    run("pairwise", "two-layer", "two-layer", True),
    run("cosine", "linear", "linear", True),
    run("cosine", "two-layer", "linear", False, scored=True),
]
target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "adapter-torch.json")
with open(target, "w", encoding="utf8") as file:
    json.dump(
        {
            "versions": {"torch": torch.__version__.split("+")[0], "numpy": np.__version__},
            "settings": {"learningRate": LEARNING_RATE, "weightDecay": WEIGHT_DECAY, "temperature": TEMPERATURE, "margin": MARGIN},
            "dimensions": D,
            "hidden": H,
            "links": LINKS,
            "scores": SCORES,
            "queries": queries.ravel().tolist(),
            "documents": documents.ravel().tolist(),
            "cases": cases,
        },
        file,
    )
    file.write("\n")
