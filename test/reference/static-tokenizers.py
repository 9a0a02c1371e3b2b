"""What Python's `tokenizers` gives, for test/static.

`python static-tokenizers.py SHARED` writes the two fixtures beside this file (tokenizers 0.23.3, sentencepiece 0.2.3):
- static-small.json: two small tokenisers made here, one of them with a precompiled map of characters, and the tokens of texts written here;
- static-tokenizers.json: for the tokenisers in SHARED/models, a digest (SHA-256) of the tokens of each block of 1,000 texts of SHARED/data, and the tokens of odd texts.
`python static-tokenizers.py SHARED --tokens NAME` prints the tokens of all texts as JSON, one text a line.
"""

import base64
import csv
import gzip
import hashlib
import json
import random
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HERE = Path(__file__).parent
MODELS = ('all-MiniLM-L6-v2', 'multilingual-e5-small-en-zh')


def texts(shared: Path) -> list[str]:
    with gzip.open(shared / 'data/ag-news-test/test.csv.gz', 'rt', encoding='utf-8', newline='') as file:
        english = [f'{row[1]} {row[2]}' for row in csv.reader(file)]
    with gzip.open(shared / 'data/bbc-news/bbc.tsv.gz', 'rt', encoding='utf-8') as file:
        bbc = [' '.join(line.rstrip('\n').split('\t')[2:4]) for line in file][1:]
    with gzip.open(shared / 'data/zh-text/thucnews-titles/dev.txt.gz', 'rt', encoding='utf-8') as file:
        chinese = [line.rstrip('\n').split('\t')[0] for line in file if line != '\n']
    return english + bbc + chinese


def odd_texts() -> list[str]:
    """Texts that are unlikely to be met. U+061D is left out: it became punctuation in Unicode 14, which the package's tables are older than."""
    chance = random.Random(1)
    spans = [(1, 0x250), (0x2B0, 0x377), (0x384, 0x530), (0x5D0, 0x5EA), (0x620, 0x700), (0x900, 0x97F), (0x2010, 0x2060), (0x20A0, 0x20BF), (0x3000, 0x3100), (0x4E00, 0x4E80), (0xAC00, 0xAC20), (0xFF01, 0xFFBE), (0x1F300, 0x1F640), (0x20000, 0x20010), (0x1100, 0x1120), (0xE000, 0xE005)]
    pool = [chr(code) for span in spans for code in range(*span)]
    made = [''.join(chance.choice(pool if chance.random() < 0.4 else "aB c,. \n\r\t-'1é中国的▁") for _ in range(chance.randint(0, 30))) for _ in range(700)]
    return made + ['', ' ', '  ', ' a', 'a ', 'a  b', '\r\n', 'a\r\nb', '<s>', 'a <s> b</s>', '[CLS] x [SEP]', 'a[MASK]b', '<s', 'x' * 100, 'x' * 101 + ' y', 'ΑΣ ΟΔΟΣ', '\ufeffa', 'a\u200db', 'İstanbul', 'ǅ', 'ﬁ', 'Ⅷ', '½', '👩‍👩‍👧', 'e\u0301', '\u00ad', '😀' * 30, '一' * 300]


def load(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokens(tokenizer: Tokenizer, given: list[str]) -> list[list[int]]:
    return [one.ids for one in tokenizer.encode_batch(given, add_special_tokens=False)]


def small_wordpiece() -> Tokenizer:
    pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'b', 'c', '##a', '##b', '##c', 'ab', '##bc', 'cafe', '##s', 'the', '.', ',', '-', "'", '中', '国', '1', '##2', '#', '##', '##d']
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token='[UNK]', max_input_chars_per_word=8))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(['[PAD]', '[UNK]', '[CLS]', '[SEP]'])
    return tokenizer


def small_unigram() -> Tokenizer:
    import sentencepiece

    with tempfile.TemporaryDirectory() as folder:
        rules = [('\uff21', 'A'), ('\uff42', 'b'), ('\u3000', ' '), ('\r', ' '), ('\n', ' '), ('\t', ' '), ('\ufb01', 'fi'), ('\u00bd', '1/2'), ('\u00e9', 'e'), ('e\u0301', 'e'), ('\u3005', ''), ('\u200b', ''), ('\u337f', '\u682a\u5f0f\u4f1a\u793e'), ('\u1100\u1161', '\uac00')]
        Path(folder, 'rules.tsv').write_text(''.join(f"{' '.join(f'{ord(c):X}' for c in source)}\t{' '.join(f'{ord(c):X}' for c in target)}\n" for source, target in rules))
        Path(folder, 'text.txt').write_text('\n'.join(['the cat sat on the mat'] * 20 + ['a fine cafe in the town'] * 20))
        sentencepiece.SentencePieceTrainer.train(input=f'{folder}/text.txt', model_prefix=f'{folder}/model', vocab_size=30, normalization_rule_tsv=f'{folder}/rules.tsv', hard_vocab_limit=False, minloglevel=2)
        from sentencepiece import sentencepiece_model_pb2

        proto = sentencepiece_model_pb2.ModelProto()
        proto.ParseFromString(Path(folder, 'model.model').read_bytes())
        charsmap = proto.normalizer_spec.precompiled_charsmap
    pieces = [('<s>', 0.0), ('<unk>', 0.0), ('▁', -2.0), ('▁the', -2.5), ('▁a', -3.0), ('fi', -3.5), ('e', -3.6), ('A', -3.7), ('b', -3.8), ('1', -4.0), ('/', -4.1), ('2', -4.2), ('株式会社', -6.0), ('株式', -5.0), ('会社', -5.0), ('t', -4.5), ('h', -4.6), ('中国', -6.1), ('中', -7.0), ('가', -7.5), ('▁th', -4.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=1, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap), normalizers.Replace(' ' * 2, ' ')])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement='▁', prepend_scheme='always')])
    tokenizer.add_special_tokens(['<s>'])
    return tokenizer


SMALL_TEXTS = ['', ' ', 'the cafés', 'The  CAFÉ.', 'abc abbc abd ab-c', "a'b, the.", '中国ab中', '12 1 2', '#a ##b ##', 'aaaaaaaa aaaaaaaaa', '[CLS]a[SEP] [UNK]b', 'a\0b\u200bc', 'ＡＢ', 'Ａｂ　ﬁ½', 'the\r\nthe\tA\n', 'e\u0301 é', 'é\u0302', '\u1100\u1161', '\u1100', '㍿々b\u200bb', '<s> the<s>a', 'a▁the ▁', '中国中', '株式会社会社', 'thethe th', '👩‍👩‍👧A', 'zzz zz b', 'A\u0301\u0302b']


def main() -> None:
    shared = Path(sys.argv[1])
    if '--tokens' in sys.argv:
        name = sys.argv[sys.argv.index('--tokens') + 1]
        for one in tokens(load(shared / 'models' / name / 'tokenizer.json'), texts(shared)):
            print(json.dumps(one, separators=(',', ':')))
        return
    small = {}
    for name, tokenizer in (('wordpiece', small_wordpiece()), ('unigram', small_unigram())):
        small[name] = {'tokenizer': json.loads(tokenizer.to_str()), 'tokens': tokens(tokenizer, SMALL_TEXTS)}
    (HERE / 'static-small.json').write_text(json.dumps({'texts': SMALL_TEXTS, **small}, ensure_ascii=True) + '\n')
    given, odd = texts(shared), odd_texts()
    digests = {}
    for name in MODELS:
        tokenizer = load(shared / 'models' / name / 'tokenizer.json')
        lines = [json.dumps(one, separators=(',', ':')) for one in tokens(tokenizer, given)]
        blocks = [hashlib.sha256('\n'.join(lines[at:at + 1000]).encode()).hexdigest() for at in range(0, len(lines), 1000)]
        digests[name] = {'digests': blocks, 'odd': tokens(tokenizer, odd)}
    (HERE / 'static-tokenizers.json').write_text(json.dumps({'texts': len(given), 'odd': odd, 'models': digests}, ensure_ascii=True) + '\n')


if __name__ == '__main__':
    main()
