"""MiniLM as PyTorch reads it, made of the weights in its ONNX file: so both sides of a bench compute with the same ones."""

import shutil

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel


def as_pytorch(source, folder):
    """The model of the folder `source`, in `folder`, where it is kept from one run to the next; returns that."""
    if not (folder / "config.json").exists():
        convert(source, folder)
    return folder


def convert(source, folder):
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
