"""Makes the built-in weights again, in one command: `.bench/venv/bin/python tools/distill/run.py [SHARED] [WORK]` (../shared, .bench/distill).

Needs numpy, scipy, torch, onnxruntime and tokenizers (2.4.6, 1.17.1, 2.15.0, 1.32.0 and 0.23.3 were used), npm and pip for the packages that carry text, and the
teachers in SHARED/models. Everything is seeded; the teachers' vectors are kept in WORK, so that a broken run goes on where it stopped. The teachers take about half an hour of
one core, the training two minutes.
"""

import subprocess
import sys
from pathlib import Path

here = Path(__file__).parent
root = here.parent.parent
shared = Path(sys.argv[1]) if len(sys.argv) > 1 else root.parent / 'shared'
work = Path(sys.argv[2]) if len(sys.argv) > 2 else root / '.bench/distill'


def step(script: str, *parameters: object) -> None:
    print('--', script, *parameters, flush=True)
    subprocess.run([sys.executable, str(here / script), *map(str, parameters)], check=True)


work.mkdir(parents=True, exist_ok=True)
step('corpus.py', shared, work)
step('vocabulary.py', shared, work)
for teacher, source, language in (('e5', 'corpus', 'zh'), ('minilm', 'corpus', 'en'), ('e5', 'words', 'zh'), ('minilm', 'words', 'en')):
    step('teach.py', shared, work, teacher, source, language)
# Of the English texts E5 reads some, the first five chunks: enough for the map between the teachers.
step('teach.py', shared, work, 'e5', 'corpus', 'en', 5)
step('train.py', shared, work, '--out', 'table', '--test')
step('write_module.py', work, 'table', root / 'src/static/semantic-weights.js')
