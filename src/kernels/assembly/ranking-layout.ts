/** Where the fields of a job of the ranking kernel lie, in bytes from its start: 32-bit words that the trainer writes and the kernel reads. Compiled into both. */

/** Vectors of users, and of items: addresses. Both have `RANK_WIDTH` numbers a row; place `RANK_BIAS` is 1 for users and the item's bias for items. */
export const RANK_USERS = 0
export const RANK_ITEMS = 4
export const RANK_WIDTH = 8
export const RANK_BIAS = 12
/** What a user, or an item, is the sum of: u32 offsets, u32 rows, f32 weights. 0 = its own row alone. */
export const RANK_USER_STARTS = 16
export const RANK_USER_ROWS = 20
export const RANK_USER_WEIGHTS = 24
export const RANK_ITEM_STARTS = 28
export const RANK_ITEM_ROWS = 32
export const RANK_ITEM_WEIGHTS = 36
/** The pairs: u32 user and u32 item of each, and how many. */
export const RANK_PAIR_USERS = 40
export const RANK_PAIR_ITEMS = 44
export const RANK_PAIRS = 48
/** The items of each user, rising: u32 offsets and u32 items. */
export const RANK_SEEN_STARTS = 52
export const RANK_SEEN = 56
/** How many items there are. */
export const RANK_ITEM_COUNT = 60
/** 0 BPR, 1 WARP, 2 sampled softmax; draws a step; 1 where negatives are drawn like pairs, 0 where every item is as likely. */
export const RANK_LOSS = 64
export const RANK_DRAWS = 68
export const RANK_POPULAR = 72
/** Learning rate and regularisation, f32. */
export const RANK_RATE = 76
export const RANK_REGULARIZATION = 80
/** Sampled softmax: what is taken from the score of a drawn item, f32 an item. */
export const RANK_CORRECTIONS = 84
/** State of the generator: four u32. */
export const RANK_RANDOM = 88
/** Addresses: vectors (user, positive, draws), then the change of the user; u32 items and f32 coefficients of the step. */
export const RANK_VECTORS = 104
export const RANK_CHOSEN = 108
export const RANK_COEFFICIENTS = 112
/** Bytes of a job. */
export const RANK_BYTES = 128
