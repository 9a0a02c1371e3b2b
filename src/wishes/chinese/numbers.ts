/** Chinese words for bounds and units of numbers. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const numbers: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'bound', side: 'below', inclusive: false, of: 'year' },
    `
    年以前, 年之前, 年前, 早于, 年代以前, 年代之前
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: false, of: 'year' },
    `
    年以后, 年之后, 年后, 晚于, 年代以后, 年代之后
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'below', inclusive: true },
    `
    以内, 以下, 之内, 不超过, 最多, 少于, 低于, 不到, 短于, 内
    `,
  ),
  ...meaning({ is: 'bound', side: 'above', inclusive: true }, '以上, 至少, 超过, 多于, 高于, 长于, 不少于'),
  ...meaning({ is: 'between' }, '介于'),
  ...meaning({ is: 'unit', of: 'length', factor: 1 }, '分钟'),
  ...meaning({ is: 'unit', of: 'length', factor: 60 }, '小时, 个小时, 个钟头'),
  ...meaning({ is: 'unit', of: 'pages', factor: 1 }, '页'),
  ...meaning({ is: 'unit', of: 'price', factor: 1 }, '元, 块, 块钱, 美元'),
  ...meaning({ is: 'unit', of: 'rating', factor: 1 }, '分, 星'),
  ...meaning({ is: 'unit', of: 'year', factor: 1 }, '年, 年的, 年代'),
]
