"""Checks the labelled messages (wishes.*.jsonl) against the two catalogues and prints the counts.

Usage: python3 wishes.py MOVIES.csv[.gz], where MOVIES is the film list of MovieLens latest small
(columns movieId, title, genres). Only the standard library is needed.
"""

import collections
import csv
import gzip
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
BOOKS = HERE.parent.parent / "examples" / "data" / "goodbooks"
# What is drawn: (catalogue, difficulty, count), in the order of the draw.
ASIDE = [(catalogue, d, n) for d, n in ((1, 10), (2, 10), (3, 5)) for catalogue in ("movielens", "goodbooks")]
SEED = 20
HELD = [(catalogue, d, n) for catalogue in ("goodbooks", "movielens") for d, n in ((1, 8), (2, 8), (3, 4))]
SECOND_SEED = 21
DRAWN_FROM = 80  # what came after that was written when a part had been held back already
# The sets written before their author saw any rule: the half that is put aside has a file of its own.
HALVES = [
    ("zh-third", "zh3", 120, [(c, d, n) for c in ("movielens", "goodbooks") for d, n in ((1, 10), (2, 12), (3, 8))], 22),
    ("en-second", "en2", 80, [(c, d, n) for c in ("movielens", "goodbooks") for d, n in ((1, 7), (2, 8), (3, 5))], 23),
]


def rows(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


films = rows(sys.argv[1])
books = rows(BOOKS / "books.csv.gz")
items = {"movielens": {row["movieId"] for row in films}, "goodbooks": {row["book_id"] for row in books}}
labels = {
    ("movielens", "tags"): {tag for row in films for tag in row["genres"].split("|")},
    ("goodbooks", "tags"): {tag for row in rows(BOOKS / "book_genres.csv.gz") for tag in row["genres"].split(",")},
    ("goodbooks", "author"): {name.strip() for row in books for name in row["authors"].split(",")},
}
problems = []


def check_subject(message, subject):
    catalogue, kind = message["catalogue"], subject["kind"]
    if kind == "label":
        good = subject["value"] in labels.get((catalogue, subject["name"]), ())
    elif kind == "item":
        good = subject["itemId"] in items[catalogue]
    elif kind == "range":
        low, high = subject.get("min"), subject.get("max")
        good = subject["name"] == "year" and (low, high) != (None, None) and (None in (low, high) or low <= high)
    elif kind == "direction":
        good = subject["name"] == "year" and subject["to"] in ("higher", "lower")
    elif kind == "words":
        good = subject["text"].lower() in message["text"].lower()
    else:
        good = kind in ("unseen", "surprise")
    if not good:
        problems.append((message["id"], subject))


def read(name):
    lines = (HERE / f"wishes.{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def check(name, messages, prefix, part, counts, seed, drawn_from=None):
    """Ids in order, no text twice, the drawn part, labels and items that exist; prints the counts."""
    if [m["id"] for m in messages] != [f"{prefix}-{n:03d}" for n in range(1, len(messages) + 1)]:
        problems.append((name, "ids"))
    if len({m["text"] for m in messages}) != len(messages):
        problems.append((name, "texts repeat"))
    drawn, chance = set(), random.Random(seed)
    for catalogue, difficulty, count in counts:
        group = [m["id"] for m in messages[:drawn_from] if (m["difficulty"], m["catalogue"]) == (difficulty, catalogue)]
        drawn.update(chance.sample(group, count))
    if drawn != {m["id"] for m in messages if m["set"] == part}:
        problems.append((name, f"{part} is not the seeded draw"))
    for message in messages:
        if "itemId" in message and message["itemId"] not in items[message["catalogue"]]:
            problems.append((message["id"], message["itemId"]))
        for wish in message["wishes"]:
            if wish["kind"] not in ("more", "less", "no", "only") or wish.get("until", "day") not in ("day", "week", "month"):
                problems.append((message["id"], wish))
            for subject in [wish["subject"], *wish.get("except", [])]:
                check_subject(message, subject)
    print(name, len(messages), dict(collections.Counter(m["set"] for m in messages)))
    print(" ", sorted(collections.Counter((m["catalogue"], m["difficulty"], m["set"]) for m in messages).items()))
    wishes = [wish for message in messages for wish in message["wishes"]]
    print("  wishes", len(wishes), dict(collections.Counter(wish["kind"] for wish in wishes)))
    print("  subjects", dict(collections.Counter(wish["subject"]["kind"] for wish in wishes)))
    print("  none", sum(not m["wishes"] for m in messages), "except", sum("except" in w for w in wishes),
          "until", sum("until" in w for w in wishes))


for language in ("en", "zh"):
    messages = read(language)
    if len(messages) != 200:
        problems.append((language, "count"))
    check(language, messages, language, "aside", ASIDE, SEED)
second = read("zh-second")
check("zh-second", second, "zh2", "held", HELD, SECOND_SEED, DRAWN_FROM)
if {m["text"] for m in second} & {m["text"] for m in read("zh")}:
    problems.append(("zh-second", "a text of the first set"))
for name, prefix, size, counts, seed in HALVES:
    both = sorted([*read(name), *read(f"{name}-aside")], key=lambda message: message["id"])
    if len(both) != size or any(m["set"] != "visible" for m in read(name)):
        problems.append((name, "count"))
    check(name, both, prefix, "aside", counts, seed)

for problem in problems:
    print("PROBLEM", *problem)
sys.exit(1 if problems else 0)
