"""sentence-transformers' side of static.mjs: reads texts (one line of JSON), then encodes all of them for each line that comes, on one thread, and answers with texts a second.

minilm_peer.py SOURCE FOLDER: SOURCE has the model as ONNX; FOLDER holds it as PyTorch reads it, made on the first run. Needs sentence-transformers and onnx.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from sentence_transformers import SentenceTransformer, models
from transformers import BertConfig, BertModel

torch.set_num_threads(1)
source, folder = Path(sys.argv[1]), Path(sys.argv[2])


def convert() -> None:
    """Gives each weight of the ONNX graph its name: most still have it; matrices are named by the order in which the graph multiplies by them."""
    graph = onnx.load(source / 'onnx/model.onnx').graph
    weights = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    model = BertModel(BertConfig.from_pretrained(source))
    state = model.state_dict()
    named = {name.removeprefix('m.'): torch.tensor(array) for name, array in weights.items() if name.removeprefix('m.') in state}
    multiplied = [name for node in graph.node if node.op_type in ('MatMul', 'Gemm') for name in node.input if name in weights and weights[name].ndim == 2]
    parts = ['attention.self.query', 'attention.self.key', 'attention.self.value', 'attention.output.dense', 'intermediate.dense', 'output.dense']
    names = [f'encoder.layer.{layer}.{part}.weight' for layer in range(model.config.num_hidden_layers) for part in parts]
    for name, matrix in zip(names, multiplied):
        named.setdefault(name, torch.tensor(np.ascontiguousarray(weights[matrix].T)))
    missing = [name for name in model.load_state_dict(named, strict=False).missing_keys if not name.startswith('pooler.') and 'position_ids' not in name]
    if missing:
        raise SystemExit(f'not in the ONNX file: {missing}')
    model.save_pretrained(folder)
    for name in ('tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'vocab.txt'):
        shutil.copy(source / name, folder / name)


if not (folder / 'config.json').exists():
    convert()
transformer = models.Transformer(str(folder), max_seq_length=256)
model = SentenceTransformer(modules=[transformer, models.Pooling(384, pooling_mode='mean'), models.Normalize()], device='cpu')
texts = json.loads(sys.stdin.readline())
for _ in sys.stdin:
    began = time.perf_counter()
    model.encode(texts, batch_size=32)
    print(len(texts) / (time.perf_counter() - began), flush=True)
