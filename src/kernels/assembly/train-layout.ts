/** Where the fields of a training job lie, in bytes from its start: 32-bit words that the trainer writes and the kernel reads. Compiled into both. */

/** Rows of the word (or sub-word) vectors: address, and bytes from one row to the next (a multiple of 16). */
export const JOB_INPUT = 0
/** Rows of the output vectors (one a word, or one a Huffman node): address, same stride. */
export const JOB_OUTPUT = 4
/** Bytes from one row to the next. */
export const JOB_STRIDE = 8
/** Largest distance between the middle word and its neighbours. */
export const JOB_WINDOW = 12
/** 1 where each window draws its size from 1 to `JOB_WINDOW`. */
export const JOB_SHRINK = 16
/** Negative samples a window (or a pair). */
export const JOB_NEGATIVE = 20
/** Number of words. */
export const JOB_WORDS = 24
/** Word ids of the corpus, -1 between sentences: address of an i32 array. */
export const JOB_TOKENS = 28
/** How likely each word is kept when it occurs: u32 thresholds against a 32-bit draw. 0 = keep all. */
export const JOB_KEEP = 32
/** Alias table of the noise distribution: u32 thresholds, then u32 aliases. */
export const JOB_ALIAS_THRESHOLDS = 36
export const JOB_ALIAS_WORDS = 40
/** Huffman codes: u32 offsets (words + 1), then i32 nodes and f32 labels by offset. */
export const JOB_PATH_OFFSETS = 44
export const JOB_PATH_NODES = 48
export const JOB_PATH_LABELS = 52
/** Sub-words: u32 offsets (words + 1) and u32 row indices by offset. 0 = each word is one row. */
export const JOB_SUBWORD_OFFSETS = 56
export const JOB_SUBWORD_ROWS = 60
/** State of the generator: four u32. */
export const JOB_RANDOM = 64
/** Learning rate, f32. */
export const JOB_RATE = 80
/** Sum of the sampled losses and how many there are: two f32, written by the kernel. */
export const JOB_LOSS = 84
export const JOB_LOSS_COUNT = 88
/** ln(1 + e^-x) for x from -8 to 8 in steps of 1/32: address of 513 f32. */
export const JOB_SOFTPLUS = 92
/** 1 for CBOW by the mean, 2 for CBOW by the sum, 0 for skip-gram. */
export const JOB_CBOW = 96
/** How many neighbours at most learn from the same targets at once: 1 where every pair draws its own negatives. */
export const JOB_SHARING = 100
/** 1 for hierarchical softmax. */
export const JOB_HIERARCHICAL = 104
/** Scratch memory of this job. */
export const JOB_SENTENCE = 108
export const JOB_INPUT_ROWS = 112
export const JOB_TARGET_ROWS = 116
export const JOB_TARGETS = 120
export const JOB_GRADIENTS = 124
export const JOB_ZERO_ROW = 128
export const JOB_HIDDEN = 132
export const JOB_RING = 136
/** For each block of six targets eight labels and eight rates, f32. */
export const JOB_LABELS = 140
/** Bytes of a job. */
export const JOB_BYTES = 192

/** Longest stretch of kept words that one sentence may have; longer ones are cut. */
export const MAX_SENTENCE = 10000
/** Targets that the kernel takes at once. */
export const TARGET_BLOCK = 6
/** Most targets that one middle word may have. */
export const MAX_TARGETS = 384
