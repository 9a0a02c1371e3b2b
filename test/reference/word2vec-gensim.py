"""Writes word2vec-gensim.json: what gensim answers on a small fixed model. Run: python test/reference/word2vec-gensim.py (gensim 4.4.0)."""

import base64
import json
import os
import tempfile

import gensim
import numpy as np
from gensim.models import KeyedVectors, Phrases
from gensim.models.fasttext_inner import compute_ngrams_bytes, ft_hash_bytes

rng = np.random.default_rng(7)
words = "king queen man woman prince princess boy girl King apple pear plum fruit 北京 上海 café naïve Ünder one two three four uncle aunt".split()
vectors = rng.normal(size=(len(words), 10)).astype(np.float32)
# Some structure: neighbours in the list share a direction.
for i in range(1, len(words)):
    vectors[i] += 0.6 * vectors[i - 1]
model = KeyedVectors(10)
model.add_vectors(words, vectors)


def save(binary):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "vectors")
        model.save_word2vec_format(path, binary=binary)
        with open(path, "rb") as file:
            return file.read()


def similar(**query):
    return [[word, float(score)] for word, score in model.most_similar(**query)]


pairs = [["king", "queen", 9.0], ["KING", "apple", 1.5], ["man", "woman", 8.0], ["boy", "girl", 8.0], ["pear", "plum", 7.0], ["nowhere", "plum", 3.0], ["one", "two", 6.5]]
questions = [["man", "king", "woman", "queen"], ["boy", "prince", "girl", "princess"], ["KING", "queen", "uncle", "AUNT"], ["one", "two", "three", "four"], ["one", "two", "nowhere", "four"], ["apple", "pear", "plum", "fruit"]]
with tempfile.TemporaryDirectory() as folder:
    pairs_file, questions_file = os.path.join(folder, "pairs"), os.path.join(folder, "questions")
    with open(pairs_file, "w", encoding="utf8") as file:
        file.writelines(f"{a}\t{b}\t{score}\n" for a, b, score in pairs)
    with open(questions_file, "w", encoding="utf8") as file:
        file.write(": all\n")
        file.writelines(" ".join(question) + "\n" for question in questions)
    pearson, spearman, oov = model.evaluate_word_pairs(pairs_file)
    accuracy, sections = model.evaluate_word_analogies(questions_file)

sentences = [line.split() for line in """the new york times reports from new york
he left new york for the new world
bank of america and the bank of america again
the new york times is in new york
a bank of england note and a bank of america card
machine learning is machine learning in new york""".split("\n")]
connectors = frozenset(["of", "the", "a", "and", "in"])
phrases = {}
for name, settings in {
    "count": dict(min_count=1, threshold=2.0),
    "npmi": dict(min_count=2, threshold=0.4, scoring="npmi"),
    "connectors": dict(min_count=1, threshold=1.0, connector_words=connectors),
}.items():
    learned = Phrases(sentences, **settings)
    phrases[name] = dict(joined=[learned[sentence] for sentence in sentences], scores={k: float(v) for k, v in learned.export_phrases().items()})

fixture = dict(
    made_with=dict(gensim=gensim.__version__, numpy=np.__version__),
    words=words,
    vectors=[float(x) for x in vectors.ravel()],
    dimensions=10,
    text=save(False).decode("utf8"),
    binary=base64.b64encode(save(True)).decode(),
    similar=dict(
        one=similar(positive=["king"], topn=5),
        add=similar(positive=["king", "woman"], negative=["man"], topn=5),
        restricted=similar(positive=["king"], topn=3, restrict_vocab=6),
        multiply=[[w, float(s)] for w, s in model.most_similar_cosmul(positive=["king", "woman"], negative=["man"], topn=5)],
    ),
    similarity=float(model.similarity("king", "queen")),
    n_similarity=float(model.n_similarity(["king", "man"], ["queen", "woman", "girl"])),
    doesnt_match=[[group, model.doesnt_match(group.split())] for group in ["apple pear plum king", "man woman boy two", "北京 上海 café one"]],
    closer_than=sorted(model.closer_than("king", "girl")),
    rank=int(model.rank("king", "girl")),
    pairs=pairs,
    word_pairs=dict(pearson=float(pearson[0]), spearman=float(spearman[0]), skipped=sum(1 for p in pairs if p[0] == "nowhere")),
    questions=questions,
    analogies=dict(correct=len(sections[-1]["correct"]), total=len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])),
    buckets={word: [ft_hash_bytes(n) % 2000 for n in compute_ngrams_bytes(word, 3, 6)] for word in ["king", "a", "naïve", "北京大学", "ab"]},
    sentences=sentences,
    connectors=sorted(connectors),
    phrases=phrases,
)
with open(os.path.join(os.path.dirname(__file__), "word2vec-gensim.json"), "w", encoding="utf8") as file:
    json.dump(fixture, file, ensure_ascii=False, indent=1)
    file.write("\n")
