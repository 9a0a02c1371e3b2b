/** Trains in a worker of the page: progress goes out as it comes, the finished model as a snapshot. */
import { trainWord2Vec } from 'penchant/encode'

addEventListener('message', async ({ data: paragraphs }) => {
  const model = await trainWord2Vec(paragraphs, {
    dimensions: 50,
    epochs: 10,
    onProgress: (progress) => postMessage({ kind: 'progress', progress }),
  })
  const snapshot = model.toInt8().toSnapshot()
  postMessage({ kind: 'model', snapshot, report: model.report }, [snapshot.buffer])
})
