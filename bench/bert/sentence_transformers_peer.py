"""The other side of `npm run bench -- bert`: sentence-transformers on PyTorch, its default backend, with the same weights, read from the ONNX file.

sentence_transformers_peer.py TEXTS THREADS FILE FOLDER: writes the vectors to FILE; FOLDER holds the model as PyTorch reads it, made on the first run."""

import csv
import gzip
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import sentence_transformers
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from minilm import as_pytorch  # noqa: E402

texts, threads, out, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]) / "minilm"
shared = Path(os.environ.get("PENCHANT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
source = shared / "models/all-MiniLM-L6-v2"
torch.set_num_threads(threads)

transformer = Transformer(str(as_pytorch(source, folder)), max_seq_length=256)
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
