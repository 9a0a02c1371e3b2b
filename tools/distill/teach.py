"""Runs a teacher over texts and keeps its vectors (mean pooling, length 1) as float16, in chunks, so that a broken run goes on where it stopped."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TEACHERS = {
    'minilm': ('all-MiniLM-L6-v2', 'model_quantized.onnx', '', 0),
    'e5': ('multilingual-e5-small-en-zh', 'model_quantized.onnx', 'query: ', 1),
}
CHUNK = 4096


class Teacher:
    def __init__(self, shared: Path, name: str):
        folder, file, self.prefix, padding = TEACHERS[name]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second thread spins more than it helps where the cores are shared
        options.add_session_config_entry('session.intra_op.allow_spinning', '0')
        self.session = onnxruntime.InferenceSession(str(shared / 'models' / folder / 'onnx' / file), options)
        self.inputs = {one.name for one in self.session.get_inputs()}
        self.tokenizer = Tokenizer.from_file(str(shared / 'models' / folder / 'tokenizer.json'))
        self.tokenizer.enable_truncation(64)
        self.tokenizer.enable_padding(pad_id=padding)

    def encode(self, texts: list[str]) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        out = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(texts), 48):
            rows = order[start:start + 48]
            batch = self.tokenizer.encode_batch([self.prefix + texts[at] for at in rows])
            ids = np.array([one.ids for one in batch], np.int64)
            mask = np.array([one.attention_mask for one in batch], np.int64)
            given = {'input_ids': ids, 'attention_mask': mask, 'token_type_ids': ids * 0}
            hidden = self.session.run(None, {name: given[name] for name in self.inputs})[0]
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            out[rows] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return out


def run(shared: Path, work: Path, name: str, source: str, language: str, chunks: str = '1000') -> None:
    texts = [json.loads(line) for line in open(work / f'{source}.jsonl', encoding='utf-8')]
    teacher = None
    for start in range(0, min(len(texts), int(chunks) * CHUNK), CHUNK):
        file = work / 'vectors' / f'{source}-{name}-{language}-{start // CHUNK:03}.npy'
        if file.exists():
            continue
        teacher = teacher or Teacher(shared, name)
        chunk = texts[start:start + CHUNK]
        rows = [at for at, one in enumerate(chunk) if one['language'] == language]
        vectors = np.zeros((len(chunk), 384), np.float16)  # a row of zeros: not asked of this teacher
        began = time.time()
        vectors[rows] = teacher.encode([chunk[at]['text'] for at in rows])
        file.parent.mkdir(exist_ok=True)
        np.save(file, vectors)
        print(source, name, start, f'{len(rows) / (time.time() - began):.0f} texts/s', flush=True)


if __name__ == '__main__':
    run(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:7])
