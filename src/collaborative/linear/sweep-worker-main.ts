/** Entry of the worker bundle. */

import { takeTask } from '../../threads/script.ts'
import { work } from './sweep-worker.ts'

takeTask(work)
