// Made by scripts/build-kernels.mjs. Do not edit.

/** worker.ts with all it needs, as one script. */
export const WORKER_SOURCE: string =
  "\"use strict\";(()=>{})();"
