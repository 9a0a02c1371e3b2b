"""Checks wishes.en.jsonl and wishes.zh.jsonl against the two catalogues and prints the counts.

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
ASIDE = {1: 10, 2: 10, 3: 5}  # per catalogue and difficulty
SEED = 20


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


for language in ("en", "zh"):
    lines = (HERE / f"wishes.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    messages = [json.loads(line) for line in lines]
    if [m["id"] for m in messages] != [f"{language}-{n:03d}" for n in range(1, 201)]:
        problems.append((language, "ids"))
    if len({m["text"] for m in messages}) != 200:
        problems.append((language, "texts repeat"))
    drawn, chance = set(), random.Random(SEED)
    for difficulty, count in ASIDE.items():
        for catalogue in ("movielens", "goodbooks"):
            group = [m["id"] for m in messages if (m["difficulty"], m["catalogue"]) == (difficulty, catalogue)]
            drawn.update(chance.sample(group, count))
    if drawn != {m["id"] for m in messages if m["set"] == "aside"}:
        problems.append((language, "aside is not the seeded draw"))
    for message in messages:
        if "itemId" in message and message["itemId"] not in items[message["catalogue"]]:
            problems.append((message["id"], message["itemId"]))
        for wish in message["wishes"]:
            if wish["kind"] not in ("more", "less", "no", "only") or wish.get("until", "day") not in ("day", "week", "month"):
                problems.append((message["id"], wish))
            for subject in [wish["subject"], *wish.get("except", [])]:
                check_subject(message, subject)
    print(language, len(messages), dict(collections.Counter(m["set"] for m in messages)))
    print(" ", sorted(collections.Counter((m["catalogue"], m["difficulty"], m["set"]) for m in messages).items()))
    wishes = [wish for message in messages for wish in message["wishes"]]
    print("  wishes", len(wishes), dict(collections.Counter(wish["kind"] for wish in wishes)))
    print("  subjects", dict(collections.Counter(wish["subject"]["kind"] for wish in wishes)))
    print("  none", sum(not m["wishes"] for m in messages), "except", sum("except" in w for w in wishes),
          "until", sum("until" in w for w in wishes))

for problem in problems:
    print("PROBLEM", *problem)
sys.exit(1 if problems else 0)
