/** Entry of the worker bundle. */

import { takeTask } from '../../threads/script.ts'
import { work } from './als-worker.ts'

takeTask(work)
