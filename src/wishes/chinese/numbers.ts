/** Chinese words for bounds and units of numbers. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const numbers: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'bound', side: 'below', inclusive: false, of: 'year' },
    '年以前, 年之前, 年前, 早于, 年代以前, 年代之前',
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: false, of: 'year' },
    '年以后, 年之后, 年后, 晚于, 年代以后, 年代之后',
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: true, of: 'year' },
    '年以来, 以来, 年起, 起, 年开始, 开始, 年至今, 至今, 年往后, 往后, 年到现在, 到现在, 不早于',
  ),
  ...meaning({ is: 'bound', side: 'below', inclusive: true, of: 'year' }, '年为止, 为止, 年往前, 往前, 不晚于'),
  ...meaning(
    { is: 'bound', side: 'below', inclusive: true },
    `
    以内, 以下, 之内, 之下, 不超过, 不多于, 不高于, 最多, 至多, 最高, 少于, 低于, 小于, 不到, 短于, 内, 封顶, ≤, ＜
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: true },
    '以上, 之上, 至少, 最少, 最低, 超过, 多于, 高于, 大于, 长于, 不少于, 不低于, 起步, ≥, ＞',
  ),
  ...meaning({ is: 'bound', side: 'above', inclusive: true, of: 'rating' }, '评分高于'),
  ...meaning({ is: 'between' }, '介于'),
  ...meaning({ is: 'unit', of: 'length', factor: 1 }, '分钟'),
  ...meaning({ is: 'unit', of: 'length', factor: 60 }, '小时, 个小时, 个钟头, 钟头'),
  ...meaning({ is: 'unit', of: 'pages', factor: 1 }, '页'),
  ...meaning({ is: 'unit', of: 'price', factor: 1 }, '元, 块, 块钱, 元钱, 美元, 美金, 欧元, 刀, 人民币'),
  ...meaning({ is: 'unit', of: 'rating', factor: 1 }, '分, 星, 颗星'),
  ...meaning({ is: 'unit', of: 'year', factor: 1 }, '年, 年的, 年代'),
  ...meaning({ is: 'number-name', of: 'price' }, '价格, 价钱, 售价, 定价, 单价, 价位, 价格在'),
  ...meaning({ is: 'number-name', of: 'length' }, '时长, 片长, 长度'),
  ...meaning({ is: 'number-name', of: 'pages' }, '页数, 篇幅'),
  ...meaning({ is: 'number-name', of: 'rating' }, '评分, 分数, 得分, 打分, 星级'),
]
