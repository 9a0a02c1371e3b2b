/** Chinese operators, put together from their parts as speakers do: 别 + 再 + 给我 + 推荐, 想 + 刷 + 几部, 看 + 腻 + 了. */

import { joined, type Meaning, meaning, operator } from '../meanings.ts'

const words = (text: string): string[] => ['', ...text.split(' ')]
const some = (text: string): string[] => text.split(' ')

/** What an app does with items, and what a user does. */
const offer = some('推 推荐 推送 安利 介绍 来 放 整 弄 搞 上 给 给我 发 安排 加 塞 播 显示')
const take = some('看 读 刷 追 补 听')
const enjoy = some('喜欢 爱 爱看 爱读 想看 想读 感冒 感兴趣 来电 对胃口 合胃口')
/** So much of it. */
const amount = words('点 些 一点 一些 点儿 几部 几本 几个 部 本 一部 一本 两部 两本 几集')
const counted = some('点 些 一点 一些 点儿 几部 几本 几个 一部 一本 两部 两本')
const forMe = words('给我 帮我 给咱 让我')

const more = [
  ...joined(
    some('多 再 再多 多多 可以多 都可以多 也可以多 可以再多 还可以多 能多 能不能多 不妨多 想多 请多'),
    forMe,
    [...offer, ...take],
    amount,
  ),
  ...joined(some('推 推荐 安利 来 整 安排 找 求 蹲 搞 弄 上 给我 给我推 给我找 帮我找 求推 求推荐'), counted),
  ...joined(
    some('想 想要 好想 很想 特想 特别想 打算 准备 希望 希望能 想去'),
    some('看 看看 读 读读 刷 追 补 找 入坑 入门 尝试 试试 了解 重温 听'),
    amount,
  ),
  ...joined(take, some('点 些')),
  ...joined(some('不介意多 不反对多 不嫌多 不妨再多'), ['', ...offer, ...take], amount),
  ...joined(some('宁可 宁愿 不如 倒不如 还不如 倒是想'), ['', ...take], amount),
  ...some(
    '安利 上头 入坑 种草 多多益善 越多越好 多几部 多几本 来者不拒 好这口 跪求 蹲 优先 改成 换成 请给我 还是要 有感觉 有兴趣 很感兴趣 特别感兴趣 对胃口 对味 投喂 多喂 再喂 多给 多排 多排几部 管够 多列几本 多列几部 凑几本 凑几部 更偏向 偏向 更倾向 倾向于 主攻 迷 痴迷 沉迷 推荐下 来一波',
  ),
]

const less = [
  ...joined(some('以前 之前 过去 曾经 从前'), some('爱看 爱读 喜欢 喜欢看 喜欢读 常看 老看')),
  ...joined(some('少 再少 可以少 能少 尽量少 稍微少 请少 先少'), forMe, [...offer, ...take], amount),
  ...joined(take, some('腻 烦 厌 够 吐 伤 累 多 得太多 得有点多 得有些多 太多'), words('了 啦 死了')),
  ...joined(some('腻 烦 厌'), some('死了 了 味了 得慌')),
  ...joined(some('不太 不大 不怎么 不咋 不是很 不是太 没那么 不那么 谈不上'), enjoy),
  ...joined(some('没 没有 没啥 没什么 没多大 没太大 提不起 毫无'), some('兴趣 感觉 兴致')),
  ...joined(
    some('别 不要 不想 能不能别'),
    some('老 总 老是 总是 一直 天天 整天 净 尽'),
    forMe,
    [...offer, ...take, ''],
    words('到'),
  ),
  ...some(
    '少几部 少几本 歇歇 缓缓 缓一缓 歇一歇 放一放 先放放 适可而止 无爱 不来电 没劲 看不太进去 可以少一点 可以少点 减量 减半 少一半 砍半 压缩一下 收一收 降一降 不适合我 不太适合我 不合适 不对味 不对口 不合口味 不合胃口 吃不消 受够了 过敏 晦涩 少塞 少塞给我',
  ),
]

const never = some(
  '别 别再 不要 不要再 不想 不想再 不用 不用再 不必 不必再 请勿 勿 甭 休 先别 先不 再也不 再也不想 千万别 千万不要 求别 麻烦别',
)
const all = words('全部 全都 统统 通通 一律 一概 一并 全 都 坚决 绝对')
const no = [
  ...joined(never, forMe, [...offer, ...take, ...some('碰 出现 有 是 要 看到 见到 刷到 推到')], words('到 了')),
  ...joined(all, some('不要 不看 不读 不碰 不考虑 屏蔽 去掉 排除 过滤 过滤掉 删掉 删除 别来 别推 免谈 拉黑 免了')),
  ...joined(some('请 请把 帮我 给我 麻烦'), some('屏蔽 去掉 排除 过滤 删掉 拉黑')),
  ...joined(
    words('就 还是 都 也 那就 我就'),
    some(
      '算了 算了吧 免了 免了吧 不必了 不用了 不要了 别了 别推了 别来了 别看了 免谈 拜拜 不劳推荐 不劳推荐了 饶了我吧 放过我吧 敬谢不敏 打住 不奉陪了',
    ),
  ),
  ...some(
    '谢绝 拉黑 看不进去 读不进去 不敢看 没法看 远离 打死不看 打死也不看 零容忍 不可以有 不许 严禁 杜绝 劝退 退散 拿走 拿掉 撤掉 撤下 踢掉 砍掉 剔除 剔掉 清掉 移除 移走 下架 划走 受不了 吃不下 别往上推 别往我这推 一部也别给 一本也别给 一部也不要 一本也不要 碰都不想碰 别把 别拿',
  ),
]

const only = [
  ...joined(
    some('只 仅 专 就只 我只 只能'),
    [...offer, ...take, ...some('想看 想读 想刷 想要 要 找 挑 留 收 认 考虑 接受 爱看 爱读')],
    words('点 些'),
  ),
  ...some('才看 才读 才要 才行 才考虑 才可以 非 除此之外都不要 只对 仅对 就对 只留 里只留 只认'),
]

/** "Not only that": no word against it. */
const notOnly = joined(some('别 不要 不想 不能 能不能别'), some('只 光 仅'), forMe, [...offer, ...take])

/** What a user has dealt with, or has not. */
const seen = joined(words('我 已经 我已经'), some('看过的 读过的 看完的 读完的'))
const unseen = [
  ...joined(
    seen,
    words('就 都 全 一律'),
    some(
      '不要 不要了 别推 别推了 别来 别来了 别再推 别再推了 别给我推 不用推 不用 不用了 算了 免了 除外 排除 过滤掉 跳过 去掉 不看',
    ),
  ),
  ...joined(some('别推 不要 不要推 别再推 不要再推 别给我推 排除 跳过 过滤掉 去掉 不看 避开'), seen),
  ...joined(words('我 我还 还 从 从来 我从来 都'), some('没 没有 未'), some('看 读 听说 见 接触 听 刷'), [
    '过',
    '过的',
  ]),
]

/** 更短的, 新一点, 稍微老些的. */
const compared = (adjectives: string): string[] => [
  ...joined(some('更 再 稍微 越'), some(adjectives), words('一点 点 一些 些'), ['', '的']),
  ...joined(some(adjectives), some('一点 点 一些 些 一点儿'), ['', '的']),
]
const latest = joined(some('最近 新近 近期 刚刚 刚 新 近来 最新'), some('出 出版 上映 上线 出来 发行 面世 推出'), [
  '',
  '的',
])

/** All of them. Where two kinds have the same words the earlier one has them. */
export const composed: readonly (readonly [string, Meaning])[] = [
  ...operator('more', more),
  ...operator('less', less),
  ...operator('no', no),
  ...operator('only', only),
  ...meaning({ is: 'neutral', after: false }, notOnly),
  ...meaning({ is: 'unseen' }, unseen),
  ...meaning({ is: 'quality', number: 'year', direction: 1 }, [...compared('新'), ...latest]),
  ...meaning({ is: 'quality', number: 'year', direction: -1 }, compared('老 旧 早')),
  ...meaning({ is: 'quality', number: 'length', direction: -1 }, compared('短 薄')),
  ...meaning({ is: 'quality', number: 'length', direction: 1 }, compared('长 厚')),
  ...meaning({ is: 'quality', number: 'price', direction: -1 }, compared('便宜 实惠')),
]
