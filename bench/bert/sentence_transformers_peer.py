"""The other side of `npm run bench -- bert`: sentence-transformers on PyTorch, its default backend, with the same weights, read from the ONNX file.

sentence_transformers_peer.py TEXTS THREADS FILE FOLDER: writes the vectors to FILE; FOLDER holds the model as PyTorch reads it, made on the first run."""

import csv
import gzip
import json
import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import sentence_transformers
import torch
from onnx import numpy_helper
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import BertConfig, BertModel

texts, threads, out, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]) / "minilm"
shared = Path(os.environ.get("PENCHANT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
source = shared / "models/all-MiniLM-L6-v2"
torch.set_num_threads(threads)


def convert():
    """Gives each weight of the ONNX graph its name: most still have it; matrices are named by the order in which the graph multiplies by them."""
    graph = onnx.load(source / "onnx/model.onnx").graph
    weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    model = BertModel(BertConfig.from_pretrained(source))
    state = model.state_dict()
    named = {}
    for name, array in weights.items():
        known = name.removeprefix("m.")
        if known in state:
            named[known] = torch.tensor(array)
    matrices = [i for node in graph.node if node.op_type in ("MatMul", "Gemm") for i in node.input if i in weights and weights[i].ndim == 2]
    parts = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"]
    layers = model.config.num_hidden_layers
    names = [f"encoder.layer.{layer}.{part}.weight" for layer in range(layers) for part in parts]
    for name, matrix in zip(names, matrices):
        if name not in named:
            named[name] = torch.tensor(np.ascontiguousarray(weights[matrix].T))
    missing, _ = model.load_state_dict(named, strict=False)
    missing = [name for name in missing if not name.startswith("pooler.") and "position_ids" not in name]
    if missing:
        raise SystemExit(f"not in the ONNX file: {missing}")
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(source / name, folder / name)


if not folder.exists():
    convert()
transformer = Transformer(str(folder), max_seq_length=256)
pooling = Pooling(384, pooling_mode="mean")
model = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")

with gzip.open(shared / "data/ag-news-test/test.csv.gz", "rt", encoding="utf-8", newline="") as file:
    chosen = [f"{title} {description}" for _, title, description in csv.reader(file)][:texts]
model.encode([f"{text} to warm up" for text in chosen[:64]])
started, used = time.perf_counter(), time.process_time()
vectors = model.encode(chosen, batch_size=32)
seconds, processor = time.perf_counter() - started, time.process_time() - used
vectors.astype(np.float32).tofile(out)
version = f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}"
print(json.dumps({"seconds": seconds, "processor": processor, "version": version}))
