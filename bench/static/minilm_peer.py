"""sentence-transformers' side of static.mjs: reads texts (one line of JSON), then encodes all of them for each line that comes, on one thread, and answers with texts a second.

minilm_peer.py SOURCE FOLDER: SOURCE has the model as ONNX; FOLDER holds it as PyTorch reads it, made on the first run. Needs sentence-transformers and onnx.
"""

import json
import sys
import time
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'shared'))
from minilm import as_pytorch  # noqa: E402

torch.set_num_threads(1)
source, folder = Path(sys.argv[1]), Path(sys.argv[2])

transformer = Transformer(str(as_pytorch(source, folder)), max_seq_length=256)
model = SentenceTransformer(modules=[transformer, Pooling(384, pooling_mode='mean'), Normalize()], device='cpu')
texts = json.loads(sys.stdin.readline())
for _ in sys.stdin:
    began = time.perf_counter()
    model.encode(texts, batch_size=32)
    print(len(texts) / (time.perf_counter() - began), flush=True)
