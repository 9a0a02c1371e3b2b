"""One training by gensim: reads a task from the first argument, prints one line of JSON. The counterpart of ours.ts."""

import json
import resource
import sys
import time

import gensim
from gensim.models import FastText, Word2Vec

task = json.loads(sys.argv[1])
options = task["options"]
settings = dict(
    vector_size=options.get("dimensions", 100),
    window=options.get("window", 5),
    negative=options.get("negative", 5),
    min_count=options.get("minCount", 5),
    sg=0 if options.get("architecture") == "cbow" else 1,
    hs=0,
    epochs=options.get("epochs", 5),
    alpha=options.get("learningRate", 0.025),
    sample=options.get("subsample", 1e-3),
    seed=options.get("seed", 1),
    workers=options.get("workers", 1),
)
subwords = options.get("subwords")


class Lines:
    def __iter__(self):
        with open(task["corpus"], encoding="utf8") as lines:
            for line in lines:
                yield line.rstrip("\n").split(" ")


sentences = Lines() if task.get("stream") else list(Lines())
started = time.perf_counter()
if subwords:
    model = FastText(min_n=subwords["min"], max_n=subwords["max"], bucket=subwords["buckets"], **settings)
else:
    model = Word2Vec(**settings)
model.build_vocab(sentences)
raw_words = model.corpus_total_words
train_started = time.perf_counter()
model.train(sentences, total_examples=model.corpus_count, epochs=model.epochs)
ended = time.perf_counter()

scores = {}
for name, file in task.get("pairs", {}).items():
    # evaluate_word_pairs wants tabs.
    rows = [line.split() for line in open(file, encoding="utf8").read().strip().split("\n")]
    with open("pairs.tsv.tmp", "w", encoding="utf8") as tabs:
        tabs.writelines("\t".join(row[:3]) + "\n" for row in rows)
    scores[name] = float(model.wv.evaluate_word_pairs("pairs.tsv.tmp", restrict_vocab=300000)[1][0])
for name, file in task.get("analogies", {}).items():
    _, sections = model.wv.evaluate_word_analogies(file)
    tally = {"all": [0, 0], "semantic": [0, 0], "syntactic": [0, 0]}
    for section in sections:
        if section["section"].startswith("Total"):
            continue
        correct, total = len(section["correct"]), len(section["correct"]) + len(section["incorrect"])
        for key in ("all", "syntactic" if "gram" in section["section"] else "semantic"):
            tally[key][0] += correct
            tally[key][1] += total
    for key, (correct, total) in tally.items():
        if total:
            scores[f"{name} {key}"] = correct / total

print(
    json.dumps(
        {
            "version": gensim.__version__,
            "wordsPerSecond": raw_words * model.epochs / (ended - train_started),
            "trainSeconds": ended - train_started,
            "seconds": ended - started,
            "cpuSeconds": resource.getrusage(resource.RUSAGE_SELF).ru_utime,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "words": len(model.wv),
            "scores": scores,
        }
    )
)
