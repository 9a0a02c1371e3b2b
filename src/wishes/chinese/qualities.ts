/** Chinese words for qualities, which are more or less of a label, of words or of a number. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const qualities: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'quality', number: 'length', direction: -1 },
    `
    短一点, 更短, 短点, 短些, 短的, 越短越好, 篇幅短, 短一些, 短一点的, 更短的, 不要太长, 别太长, 不太长,
    不要那么长, 时间短
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'length', direction: 1 },
    `
    长一点, 更长, 长点, 长些, 长的, 篇幅长, 长一些, 长一点的, 更长的, 不要太短
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'year', direction: 1 },
    `
    新一点, 更新, 新点, 新些, 新的, 近期, 近年, 近年的, 最新, 现代, 新一点的, 更新的, 不要太老, 别太老, 新片, 新书,
    越新越好, 刚出的, 刚上映的, 今年的, 新上映的, 最新的, 新鲜出炉的, 新近, 新近的, 最近的, 新出的, 近几年的,
    近几年, 这几年的, 最近几年, 最近几年的, 近年来的
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'year', direction: -1 },
    `
    老一点, 更老, 老点, 老的, 老片, 老电影, 旧一点, 老一点的, 早期, 更早, 怀旧, 老书, 越老越好, 越旧越好, 越早越好,
    更早的, 老些, 旧的, 早一点的
    `,
  ),
  ...meaning({ is: 'quality', number: 'price', direction: -1 }, '便宜, 便宜一点, 便宜点, 更便宜, 便宜的, 便宜些'),
  ...meaning({ is: 'quality', number: 'price', direction: -1 }, '别太贵, 不要太贵, 不太贵, 不贵, 不贵的, 实惠的'),
  ...meaning({ is: 'quality', number: 'price', direction: 1 }, '贵的, 昂贵, 昂贵的, 太贵'),
  ...meaning(
    { is: 'quality', number: 'rating', direction: 1 },
    `
    评分高, 评分高的, 高分, 评分更高, 高评分, 高分的
    `,
  ),
  ...meaning(
    { is: 'quality', label: 'comedy', direction: 1 },
    `
    搞笑, 好笑, 幽默, 轻松搞笑, 搞笑的, 逗, 更搞笑, 好笑的, 幽默的, 有趣的, 更幽默, 更好笑
    `,
  ),
  ...meaning(
    { is: 'quality', label: 'horror', direction: 1 },
    `
    吓人, 恐怖的, 可怕, 吓人的, 更恐怖, 可怕的, 更吓人
    `,
  ),
  ...meaning({ is: 'quality', label: 'romance', direction: 1 }, '浪漫, 浪漫的, 更浪漫'),
  ...meaning({ is: 'quality', label: 'thriller', direction: 1 }, '紧张刺激, 紧张, 紧张的, 刺激, 刺激的, 扣人心弦'),
  ...meaning(
    { is: 'quality', label: 'dark', direction: 1 },
    `
    黑暗, 黑暗的, 更黑暗, 阴暗, 阴暗的, 黑暗一点, 沉重, 沉重的, 压抑, 压抑的
    `,
  ),
  ...meaning(
    { is: 'quality', label: 'light', direction: 1 },
    `
    轻松, 轻松的, 轻松一点, 更轻松, 轻松点, 轻松一点的
    `,
  ),
  ...meaning({ is: 'quality', label: 'sad', direction: 1 }, '悲伤, 悲伤的, 伤感, 伤感的, 更悲伤'),
  ...meaning({ is: 'quality', label: 'violent', direction: 1 }, '暴力, 暴力的, 血腥, 血腥的'),
]
