/**
 * A clean world of real books and real ratings, and the same world with faults of every kind at known places: what the rules of data quality are measured by.
 * The books and ratings are those of examples/data/goodbooks; times, dwells, lists and clicks are made up, by a seed.
 */
import { seeded } from '../shared/random.mjs'

const DAY = 86_400_000
export const NOW = Date.UTC(2026, 0, 1)

/** A world without planted faults: 300 users' ratings in time order with dwells, one list and one click each, and 3,000 books. */
export function cleanWorld(books, ratings, describe, seed = 1) {
  const random = seeded(seed)
  const items = books.slice(0, 3000).map((book, at) => ({
    id: book.id,
    ...describe(book),
    createdAt: NOW - (1 + (at % 900)) * DAY,
    expiresAt: NOW + 400 * DAY,
  }))
  const known = new Set(items.map(({ id }) => id))
  const byUser = new Map()
  for (const rating of ratings) {
    if (!known.has(rating.itemId)) continue
    if (!byUser.has(rating.userId) && byUser.size === 300) continue
    byUser.set(rating.userId, [...(byUser.get(rating.userId) ?? []), rating])
  }
  const lists = []
  const histories = new Map()
  for (const [userId, own] of byUser) {
    let time = Math.round(NOW - (400 + 300 * random()) * DAY)
    const history = []
    for (const [at, rating] of own.entries()) {
      // Visits of about eight ratings, minutes apart within one, days to weeks between them.
      time += Math.round(random() < 0.88 ? logNormal(random, 90_000, 0.9) + 15_000 : logNormal(random, 6 * DAY, 1))
      history.push({ ...rating, timestamp: time })
      if (at % 4 === 0) {
        const value = Math.round(10 * logNormal(random, 25, 0.8)) / 10
        history.push({ userId, itemId: rating.itemId, type: 'dwell', value, timestamp: time + 12_000 })
      }
    }
    const list = { id: `list-${userId}`, itemIds: own.slice(0, 5).map(({ itemId }) => itemId) }
    lists.push(list)
    list.itemIds.forEach((itemId, at) => {
      const shown = { userId, itemId, type: 'impression', recommendationId: list.id, position: at + 1 }
      history.push({ ...shown, timestamp: time + 60_000 })
    })
    const clicked = { userId, itemId: list.itemIds[0], type: 'click', recommendationId: list.id, position: 1 }
    history.push({ ...clicked, timestamp: time + 90_000 })
    histories.set(userId, history)
  }
  return { items, histories, lists, users: [...histories.keys()], now: NOW }
}

/** What `inspectData` is given of a world. */
export function inputOf({ items, histories, lists, users, now }) {
  const interactions = [...histories.values()].flat()
  return {
    items,
    interactions,
    users,
    recommendations: lists,
    now,
    kCore: { user: 3 },
    examples: Number.POSITIVE_INFINITY,
  }
}

/**
 * The world with faults. Gives the new world and, by rule, the records at fault: `planted.interactions.bursts` is a set of objects. No record has two faults.
 */
export function plantFaults(clean, seed = 2) {
  const random = seeded(seed)
  const pick = (count) => Math.floor(random() * count)
  const histories = new Map(Array.from(clean.histories, ([user, history]) => [user, [...history]]))
  const items = [...clean.items]
  const planted = { items: {}, interactions: {} }
  const mark = (kind, rule, record) => {
    planted[kind][rule] ??= new Set()
    planted[kind][rule].add(record)
    return record
  }

  // ---- interactions. The last users are kept for faults of whole users.
  const users = [...histories.keys()]
  const special = users.splice(-20)
  const touched = new Set()
  /** Puts what `change` makes of `count` random records of a type in their place. */
  const spoil = (rule, count, change, type = 'rating') => {
    for (let done = 0; done < count; ) {
      const history = histories.get(users[pick(users.length)])
      const at = pick(history.length)
      if (history[at].type !== type || touched.has(history[at])) continue
      history[at] = mark('interactions', rule, change(history[at], done))
      touched.add(history[at])
      done++
    }
  }
  /** Inserts records into the history of their user by time. */
  const insert = (record) => {
    const history = histories.get(record.userId)
    const at = history.findIndex(({ timestamp }) => timestamp > record.timestamp)
    history.splice(at < 0 ? history.length : at, 0, record)
    touched.add(record)
    return record
  }
  const unrated = (userId) => {
    const seen = new Set(histories.get(userId).map(({ itemId }) => itemId))
    for (;;) {
      const { id } = clean.items[pick(clean.items.length)]
      if (!seen.has(id)) return id
    }
  }

  // What is inserted comes first, while all times are right.
  for (let done = 0; done < 30; done++) {
    const history = histories.get(users[pick(users.length)])
    const original = history[pick(history.length)]
    if (touched.has(original)) continue
    touched.add(original)
    history.splice(history.indexOf(original) + 1, 0, mark('interactions', 'exactDuplicates', { ...original }))
    touched.add(history[history.indexOf(original) + 1])
  }
  for (let done = 0; done < 30; done++) {
    const userId = users[pick(users.length)]
    const first = { userId, itemId: unrated(userId), type: 'view', timestamp: NOW - (5 + pick(300)) * DAY }
    insert(first)
    let { timestamp } = first
    for (let again = 0; again <= done % 3; again++) {
      timestamp += 500 + pick(9000)
      mark('interactions', 'bursts', insert({ ...first, timestamp }))
    }
  }
  for (let done = 0; done < 30; done++) {
    const userId = users[pick(users.length)]
    const base = { userId, itemId: unrated(userId), timestamp: NOW - (5 + pick(300)) * DAY }
    const pair = [
      [{ type: 'like' }, { type: 'dislike' }],
      [{ type: 'hide' }, { type: 'save' }],
      [
        { type: 'rating', value: 1 },
        { type: 'rating', value: 5 },
      ],
    ][done % 3]
    mark('interactions', 'contradictions', insert({ ...base, ...pair[0] }))
    insert({ ...base, ...pair[1], timestamp: base.timestamp + (done % 2) * pick(55_000) })
  }
  spoil('valueTypes', 48, (record, at) => {
    if (at % 6 === 0) return { ...record, value: String(record.value) }
    if (at % 6 === 1) return { ...record, itemId: Number(record.itemId) }
    if (at % 6 === 2) return { ...record, timestamp: new Date(record.timestamp).toISOString() }
    if (at % 6 === 3) return { ...record, userId: ` ${record.userId}` }
    if (at % 6 === 4) return { ...record, sessionId: null }
    return { ...record, value: Number.NaN }
  })
  spoil('noSubject', 20, ({ itemId, ...record }, at) => (at % 2 ? record : { ...record, itemId, userId: '' }))
  spoil('timesInSeconds', 30, (record) => ({ ...record, timestamp: Math.floor(record.timestamp / 1000) }))
  spoil('timesInMicroseconds', 30, (record, at) => ({ ...record, timestamp: record.timestamp * (at % 3 ? 1e3 : 1e6) }))
  spoil('zeroTimes', 20, (record, at) => ({ ...record, timestamp: [0, -1, 1, new Date(0)][at % 4] }))
  spoil('futureTimes', 20, (record, at) => ({ ...record, timestamp: NOW + (2 + at * at * 10) * DAY }))
  spoil('dwellInMilliseconds', 30, (record) => ({ ...record, value: record.value * 1000 }), 'dwell')
  spoil('valuesOutOfScale', 20, (record, at) => ({ ...record, value: [0, 6, 10, -1, 4711][at % 5] }))
  spoil('unknownItems', 25, (record, at) => ({ ...record, itemId: `gone-${at}` }))
  spoil('recommendationIds', 20, (record, at) => ({ ...record, recommendationId: `lost-${at}` }), 'click')
  spoil('positions', 20, (record, at) => ({ ...record, position: [0, 1.5, 99, 2][at % 4] }), 'click')
  spoil('refused', 15, ({ value, ...record }) => ({ ...record, type: 'listen' }))

  // Single records moved by at least ten places, one a user, so that it is clear which one is out of order.
  for (const userId of users.filter((user) => histories.get(user).length > 60).slice(0, 25)) {
    const history = histories.get(userId)
    let from = pick(history.length - 30)
    while (touched.has(history[from]) || history[from + 1].timestamp === history[from].timestamp) from++
    const [record] = history.splice(from, 1)
    history.splice(from + 12, 0, mark('interactions', 'unorderedTimes', record))
    touched.add(record)
  }

  const all = (rule, userId) => {
    for (const record of histories.get(userId)) mark('interactions', rule, record)
  }
  const known = clean.users.filter((user) => !special.slice(0, 3).includes(user))
  for (const userId of special.slice(0, 3)) all('unknownUsers', userId)
  for (const [at, userId] of special.slice(3, 9).entries()) {
    const own = histories.get(userId).filter(({ type }) => type === 'rating')
    const low = at >= 4
    // Every rating 5, or ones and twos.
    const changed = own.map((record) => ({ ...record, value: low ? 1 + (pick(10) === 0) : 5 }))
    histories.set(userId, changed)
    all('ratingShift', userId)
  }
  for (let bot = 0; bot < 6; bot++) {
    const userId = `bot-${bot}`
    known.push(userId)
    let time = NOW - (20 + bot) * DAY
    const history = []
    const [events, gap] = bot < 3 ? [2500, 20_000] : [120, 1_800_000]
    for (let event = 0; event < events; event++) {
      // Three scrapers, who hurry but not evenly; three timers, who come every half hour, give or take a second.
      time += Math.round(bot < 3 ? logNormal(random, gap, 1) + 1 : gap + 2000 * (random() - 0.5))
      history.push({ userId, itemId: clean.items[event % clean.items.length].id, type: 'view', timestamp: time })
    }
    histories.set(userId, history)
    all('bots', userId)
  }
  for (let one = 0; one < 12; one++) {
    const userId = `passer-by-${one}`
    known.push(userId)
    histories.set(userId, [{ userId, itemId: clean.items[one].id, type: 'view', timestamp: NOW - one * DAY }])
    all('kCore', userId)
  }

  plantInItems(items, mark, random)
  return { planted, world: { ...clean, items, histories, users: known } }
}

function plantInItems(items, mark, random) {
  const pick = (count) => Math.floor(random() * count)
  const touched = new Set()
  const spoil = (rule, count, change, wanted = () => true) => {
    for (let done = 0; done < count; ) {
      const at = pick(items.length)
      if (touched.has(items[at].id) || !wanted(items[at])) continue
      touched.add(items[at].id)
      items[at] = mark('items', rule, change(items[at], done))
      done++
    }
  }
  const retitled = (item, title) => ({
    ...item,
    text: { ...item.text, title },
    attributes: { ...item.attributes, title },
  })

  spoil(
    'mojibake',
    40,
    (item, at) => {
      const misread = (text) => {
        const bytes = Buffer.from(text, 'utf8')
        return at % 2 ? bytes.toString('latin1') : new TextDecoder('windows-1252').decode(bytes)
      }
      const title = misread(item.text.title)
      const author = misread(item.text.author)
      return { ...item, text: { title, author }, attributes: { ...item.attributes, title, author: [author] } }
    },
    ({ text }) => /[\u00c0-\uffff]/.test(text.title + text.author),
  )
  spoil('html', 30, (item, at) => {
    const { title } = item.text
    return retitled(
      item,
      [`<b>${title}</b>`, `${title}<br/>`, `<p class="t">${title}</p>`, `${title} &amp; more`][at % 4],
    )
  })
  spoil('missingTexts', 20, (item, at) => ({
    ...item,
    text: [undefined, '', '  ', 'N/A', { title: '' }, 'No description available.', '暂无'][at % 7],
  }))
  spoil('tinyTexts', 15, (item, at) => ({ ...item, text: ['Book', 'A1', 'Misc.'][at % 3] + at }))
  spoil('boilerplate', 60, (item) => ({
    ...item,
    text: { ...item.text, note: 'Free shipping on all orders over 25 dollars.' },
  }))
  spoil('foreignTexts', 30, (item, at) => ({ ...item, text: `${foreign[at % foreign.length]} ${at}` }))
  const word = /\b(?=[A-Za-z]*[aeo])[A-Za-z]{4,}\b/
  const cyrillic = { a: '\u0430', e: '\u0435', o: '\u043e' }
  const disguised = (title) => title.replace(word, (found) => found.replace(/[aeo]/, (letter) => cyrillic[letter]))
  spoil(
    'mixedScripts',
    15,
    (item) => retitled(item, disguised(item.text.title)),
    ({ text }) => word.test(text.title),
  )
  spoil('itemTimes', 20, (item, at) => ({ ...item, createdAt: at % 2 ? item.createdAt / 1000 : item.createdAt * 1000 }))
  spoil('expiredItems', 15, (item, at) => ({ ...item, expiresAt: at % 2 ? NOW - (at + 1) * DAY : new Date(NOW - 1) }))
  spoil(
    'outlierAttributes',
    15,
    (item, at) => ({
      ...item,
      attributes: { ...item.attributes, year: at % 2 ? item.attributes.year * 10 : -item.attributes.year },
    }),
    ({ attributes }) => attributes.year > 1900,
  )
  spoil('refused', 10, (item) => ({ ...item, tags: item.tags.join(',') }))
  for (let copy = 0; copy < 40; ) {
    const item = items[pick(2500)]
    const { title, author } = item.text
    if (touched.has(item.id) || title.length < 30) continue
    // One more word, capitals, other punctuation: another shop's entry of the same book, as far as it is a near-duplicate by definition.
    const other = [`${title} book`, title.toUpperCase(), title.replaceAll(/[(),#]/g, ' ')][copy % 3]
    if (exactJaccard(`${title} ${author}`, `${other} ${author}`) < 0.8) continue
    touched.add(item.id)
    items.push(mark('items', 'nearDuplicateTexts', { ...retitled(item, other), id: `again-${copy++}` }))
  }
  for (let copy = 0; copy < 15; ) {
    const at = pick(2500)
    if (touched.has(items[at].id)) continue
    copy++
    touched.add(items[at].id)
    items.push({ ...items[at], tags: [] })
    mark('items', 'duplicateIds', items[at])
  }
}

/** Of the sets of five-character pieces, by definition. */
export function exactJaccard(a, b) {
  const [left, right] = [pieces(a), pieces(b)]
  const shared = [...left].filter((piece) => right.has(piece)).length
  return shared / (left.size + right.size - shared)
}

/** The pieces of a text: five characters each, of its letters and digits in lower case with single blanks between and around the words. */
export function pieces(text) {
  const form = ` ${
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu)
      ?.join(' ') ?? ''
  } `
  return new Set(Array.from({ length: Math.max(1, form.length - 4) }, (_, at) => form.slice(at, at + 5)))
}

const foreign = [
  'В доме у моря живёт старая женщина, которая помнит войну',
  '一个关于勇气、友谊和成长的故事，发生在遥远的北方',
  'この物語は小さな町に住む少年と不思議な猫の出会いから始まります',
  'قصة عن الشجاعة والصداقة في مدينة بعيدة',
  'La historia de una mujer que vuelve a su pueblo para descubrir lo que pasó con su hermano en los años de la guerra',
  'Die Geschichte einer Frau, die in das Dorf ihrer Kindheit zurückkehrt und dort nicht mehr die Menschen findet, die sie kannte',
]

/** By rule: how many faults were planted, how many records were found, how many of those were in the clean world already, precision and recall. */
export function scoreRules(input, report, planted, cleanInput, cleanReport) {
  const rows = []
  for (const kind of ['interactions', 'items']) {
    for (const rule of report[kind].rules) {
      const expected = planted[kind][rule.rule]
      if (expected === undefined) continue
      const found = recordsFound(rule, input[kind])
      const earlier = recordsFound(
        cleanReport[kind].rules.find((one) => one.rule === rule.rule),
        cleanInput[kind],
      )
      const right = [...found].filter((record) => expected.has(record)).length
      const ids = new Set(Array.from(earlier, ({ id }) => id))
      const wasThere = (record) => earlier.has(record) || (kind === 'items' && ids.has(record.id))
      const before = [...found].filter((record) => !expected.has(record) && wasThere(record)).length
      rows.push({
        kind,
        rule: rule.rule,
        planted: expected.size,
        found: found.size,
        before,
        precision: found.size === before ? 1 : right / (found.size - before),
        recall: right / expected.size,
      })
    }
  }
  return rows
}

function recordsFound({ examples }, records) {
  return new Set(examples.flatMap(({ index, indexes = [index] }) => indexes.map((at) => records[at])))
}

function logNormal(random, middle, deviation) {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return middle * Math.exp(deviation * normal)
}
