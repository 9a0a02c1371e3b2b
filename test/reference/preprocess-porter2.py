"""
English words and their stems by the Snowball project's own stemmer, as a reference for src/preprocess/stem-english.ts.

    pip install snowballstemmer==3.1.1
    python test/reference/preprocess-porter2.py > test/reference/preprocess-porter2.json

Words: every third different word of three public-domain novels (Project Gutenberg), and made-up ones that end in one or two of the suffixes that the algorithm
knows, so that each rule and each condition is met. The novels are read from the shared data sets (PENCHANT_SHARED, or ../shared beside the repository).
"""
import gzip
import json
import os
import random
import re
from importlib.metadata import version

import snowballstemmer

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
BOOKS = os.path.join(os.environ.get('PENCHANT_SHARED', os.path.join(ROOT, '..', 'shared')), 'data', 'corpus-en', 'gutenberg')
NOVELS = ['1342-pride-and-prejudice', '1661-the-adventures-of-sherlock-holmes', '2701-moby-dick-or-the-whale']

SUFFIXES = (
    "s 's ' 's' ed edly eed eedly ing ingly y ly li tional enci anci abli entli izer ization ational ation ator alism aliti alli "
    'fulness ousli ousness iveness iviti biliti bli ogi ogist fulli lessli alize icate iciti ical ful ness ative al ance ence er ic '
    'able ible ant ement ment ent ism ate iti ous ive ize ion sion tion e l ll ies ied sses us ss'
).split()
BEGINNINGS = 'arsen commun emerg gener inter later organ past univers succ proc exc even cann inn earr herr out'.split()
EXCEPTIONS = 'skis skies idly gently ugly early only singly sky news howe atlas cosmos bias andes'.split()


def novel_words():
    words = set()
    for name in NOVELS:
        with gzip.open(os.path.join(BOOKS, name + '.txt.gz'), 'rt', encoding='utf8') as text:
            words.update(re.findall(r"'?[a-z]+(?:'[a-z]*)*", text.read().lower().replace('’', "'")))
    return sorted(words)[::3]


def made_up_words(count):
    chance = random.Random(1)
    words = set()
    while len(words) < count:
        stem = ''.join(chance.choice('aeiouybcdfghjklmnprstwxyz') for _ in range(chance.randint(0, 5)))
        if chance.random() < 0.2:
            stem = chance.choice(BEGINNINGS) + chance.choice(['', stem])
        words.add(stem + chance.choice(SUFFIXES) + chance.choice(['', chance.choice(SUFFIXES)]))
    return sorted(words)


def main():
    stemmer = snowballstemmer.stemmer('english')
    words = novel_words() + made_up_words(3000) + EXCEPTIONS
    print(json.dumps({
        'reference': 'snowballstemmer',
        'version': version('snowballstemmer'),
        'algorithm': 'english',
        'pairs': ' '.join(f'{word}/{stemmer.stemWord(word)}' for word in words),
    }))


main()
