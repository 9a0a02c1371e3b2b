/** What training makes small: functions of the cosines between a batch's queries and documents, with their gradients. */

/** The losses by name: InfoNCE over the batch, a margin in cosine, regression of the cosine, and log-loss of the difference to each wrong document. */
export type LossKind = 'contrastive' | 'triplet' | 'cosine' | 'pairwise'

/** A batch's cosines: `rows` queries by `columns` documents, of which document `i` is the one that belongs to query `i`. */
export interface Cosines {
  /** Row by row; {@link lossOf} puts the gradient in their place. */
  readonly values: Float32Array
  readonly rows: number
  readonly columns: number
  /** 1 where a document also belongs to the query, or is the same as its own: it is not held against it. */
  readonly masked: Uint8Array
  /** `cosine` alone: the cosine that each query should have with its document. */
  readonly targets: Float32Array | undefined
  /** `contrastive` alone: what is taken off each document's logit, the log of how often documents like it are drawn. */
  readonly corrections: Float32Array | undefined
}

/** What else a loss needs. */
export interface LossSettings {
  /** ln(1 / temperature). */
  readonly logScale: number
  readonly margin: number
}

/** The mean loss of a batch, and its slope along `logScale`. */
export interface LossValue {
  readonly loss: number
  readonly logScaleGradient: number
}

/**
 * The mean loss over the queries i of a batch, s being cosines, j the documents of the batch that do not belong to query i, and τ the temperature. Puts dL/ds in the place of s.
 *
 * - `contrastive`: -log softmax of s_ii / τ - c_i among s_ij / τ - c_j (InfoNCE, van den Oord et al. 2018; c = log of the sampling probability, Yi et al. 2019).
 * - `triplet`: the mean of max(0, margin - s_ii + s_ij) over those j for which it is not 0 (Schroff et al. 2015; "batch all" of Hermans et al. 2017).
 * - `pairwise`: the mean of log(1 + exp(-(s_ii - s_ij) / τ)) over j (BPR, Rendle et al. 2009).
 * - `cosine`: (s_ii - t_i)², and without targets t the mean of s_ij² over j is added, t_i being 1.
 */
export function lossOf(kind: LossKind, cosines: Cosines, settings: LossSettings): LossValue {
  switch (kind) {
    case 'contrastive':
      return contrastive(cosines, settings)
    case 'triplet':
      return triplet(cosines, settings)
    case 'pairwise':
      return pairwise(cosines, settings)
    case 'cosine':
      return cosine(cosines)
    default:
      return kind satisfies never
  }
}

function contrastive({ values, rows, columns, masked, corrections }: Cosines, { logScale }: LossSettings): LossValue {
  const scale = Math.exp(logScale)
  let total = 0
  let slope = 0
  const powers = new Float64Array(columns)
  for (let i = 0; i < rows; i++) {
    const from = i * columns
    let largest = Number.NEGATIVE_INFINITY
    for (let j = 0; j < columns; j++) {
      if (masked[from + j] === 1) continue
      const logit = scale * values[from + j]! - (corrections?.[j] ?? 0)
      powers[j] = logit
      if (logit > largest) largest = logit
    }
    const own = powers[i]!
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const power = masked[from + j] === 1 ? 0 : Math.exp(powers[j]! - largest)
      powers[j] = power
      sum += power
    }
    total += Math.log(sum) + largest - own
    for (let j = 0; j < columns; j++) {
      // dL/d(logit) = probability - [j = i]
      const change = (powers[j]! / sum - (j === i ? 1 : 0)) / rows
      slope += change * scale * values[from + j]!
      values[from + j] = change * scale
    }
  }
  return { loss: total / rows, logScaleGradient: slope }
}

function triplet({ values, rows, columns, masked }: Cosines, { margin }: LossSettings): LossValue {
  let total = 0
  for (let i = 0; i < rows; i++) {
    const from = i * columns
    const own = values[from + i]!
    let active = 0
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const over = margin - own + values[from + j]!
      if (j === i || masked[from + j] === 1 || over <= 0) values[from + j] = 0
      else {
        active += 1
        sum += over
        values[from + j] = 1
      }
    }
    if (active === 0) continue
    const share = 1 / (active * rows)
    for (let j = 0; j < columns; j++) values[from + j]! *= share
    values[from + i] = -1 / rows
    total += sum / active
  }
  return { loss: total / rows, logScaleGradient: 0 }
}

function pairwise({ values, rows, columns, masked }: Cosines, { logScale }: LossSettings): LossValue {
  const scale = Math.exp(logScale)
  let total = 0
  let slope = 0
  for (let i = 0; i < rows; i++) {
    const from = i * columns
    const own = values[from + i]!
    let others = 0
    for (let j = 0; j < columns; j++) if (j !== i && masked[from + j] !== 1) others += 1
    if (others === 0) {
      values.fill(0, from, from + columns)
      continue
    }
    const share = 1 / (others * rows)
    let pull = 0
    for (let j = 0; j < columns; j++) {
      if (j === i) continue
      if (masked[from + j] === 1) {
        values[from + j] = 0
        continue
      }
      const difference = scale * (own - values[from + j]!)
      // log(1 + e^-x) without overflow, and its slope -1 / (1 + e^x)
      const power = Math.exp(-Math.abs(difference))
      total += share * (Math.log1p(power) + Math.max(0, -difference))
      const push = (share * (difference > 0 ? power : 1)) / (1 + power)
      slope -= push * difference
      values[from + j] = push * scale
      pull += push
    }
    values[from + i] = -pull * scale
  }
  return { loss: total, logScaleGradient: slope }
}

function cosine({ values, rows, columns, masked, targets }: Cosines): LossValue {
  let total = 0
  for (let i = 0; i < rows; i++) {
    const from = i * columns
    let others = 0
    if (targets === undefined) {
      for (let j = 0; j < columns; j++) if (j !== i && masked[from + j] !== 1) others += 1
    }
    const share = others === 0 ? 0 : 1 / (others * rows)
    for (let j = 0; j < columns; j++) {
      const s = values[from + j]!
      if (j === i) {
        const off = s - (targets?.[i] ?? 1)
        total += (off * off) / rows
        values[from + j] = (2 * off) / rows
      } else if (masked[from + j] === 1) values[from + j] = 0
      else {
        total += share * s * s
        values[from + j] = 2 * share * s
      }
    }
  }
  return { loss: total, logScaleGradient: 0 }
}
