"""The round trip of docs/guides/fine-tuning.md, from start to end: pairs out of the library, a whole model trained on them with sentence-transformers, and the model back in JavaScript.

    npm run build
    python tools/fine-tuning/round_trip.py [--model FOLDER] [--keep FOLDER]

Needs Python with sentence-transformers, datasets, accelerate, onnx and onnxscript (tried with 6.2.0, 5.2.0, 1.15.0, 1.23.2, 0.7.2 and torch 2.15.0), and Node with the built package. `--model` is a
folder with the PyTorch weights of a sentence transformer. Without it a tiny BERT with random weights stands in, so that nothing has to be at hand: the trip is what is checked, not the model.
Ends with an error where the vectors on both sides differ by more than 1e-4, or where training did not bring items that users like together closer, on items that were in no pair.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
from datasets import load_dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.losses import MultipleNegativesRankingLoss

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def tiny_model(folder, texts):
    """A BERT of one layer and 64 dimensions with random weights, and a WordPiece vocabulary of the texts."""
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(texts, vocab_size=1000, min_frequency=1)
    os.makedirs(folder)
    tokenizer.save_model(folder)
    fast = BertTokenizerFast(vocab=os.path.join(folder, "vocab.txt"), do_lower_case=True, model_max_length=128)
    fast.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(fast),
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=128,
        initializer_range=0.2,
        hidden_dropout_prob=0,
        attention_probs_dropout_prob=0,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    transformer = Transformer(folder)
    return SentenceTransformer(modules=[transformer, Pooling(64, "mean"), Normalize()], device="cpu")


def train(model, pairs, folder, learning_rate):
    """Every pair's wrong answers are the right ones of the others in its batch."""
    trainer = SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(
            output_dir=os.path.join(folder, "training"),
            num_train_epochs=2,
            per_device_train_batch_size=64,
            learning_rate=learning_rate,
            warmup_steps=5,
            save_strategy="no",
            report_to=[],
            seed=1,
            use_cpu=True,
            disable_tqdm=True,
        ),
        train_dataset=load_dataset("json", data_files=pairs, split="train"),
        loss=MultipleNegativesRankingLoss(model),
    )
    trainer.train()


def save(model, folder):
    """What transformers.js reads: config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx."""
    os.makedirs(os.path.join(folder, "onnx"))
    bert = model[0].auto_model.eval()
    model.tokenizer.save_pretrained(folder)
    bert.config.save_pretrained(folder)

    class Hidden(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bert = bert

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    # Other rows and lengths than one: those would be taken for fixed.
    example = tuple(torch.ones(3, 7, dtype=torch.int64) for _ in names)
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=bert.config.max_position_embeddings)}
    torch.onnx.export(
        Hidden().eval(),
        example,
        os.path.join(folder, "onnx", "model.onnx"),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_shapes={name: free for name in names},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def main(folder, weights):
    os.makedirs(folder, exist_ok=True)
    node = lambda script: subprocess.run(["node", os.path.join(HERE, script), folder], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout
    node("export_pairs.mjs")
    pairs = os.path.join(folder, "pairs.jsonl")
    with open(os.path.join(folder, "items.json"), encoding="utf8") as file:
        texts = [item["text"] for item in json.load(file)]
    model = SentenceTransformer(weights, device="cpu") if weights else tiny_model(os.path.join(folder, "start"), texts)
    encode = lambda: model.encode(texts, normalize_embeddings=True, batch_size=64).tolist()
    before = encode()
    # Random weights have far to go.
    train(model, pairs, folder, learning_rate=2e-5 if weights else 3e-3)
    with open(os.path.join(folder, "vectors.json"), "w", encoding="utf8") as file:
        json.dump({"before": before, "after": encode()}, file)
    save(model, os.path.join(folder, "model"))
    result = json.loads(node("check_model.mjs"))
    print(json.dumps(result))
    if result["largestDifference"] > 1e-4 or result["agreementAfter"] <= result["agreementBefore"]:
        sys.exit("The vectors differ, or training has not helped.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model")
    parser.add_argument("--keep", help="keep the files in this folder")
    options = parser.parse_args()
    if options.keep:
        main(os.path.abspath(options.keep), options.model)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(temporary, options.model)
