/** Builds the page; the library is cut out of the sample on the way, so that no copy of it has to be kept. */
import { defineConfig } from 'vite'
import { cutLibrary } from './library.mjs'

const name = 'virtual:library'
const library = {
  name: 'library',
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  // A string that is parsed is faster than an object of the same size in code.
  load: (id) =>
    id === `\0${name}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(cutLibrary()))})` : undefined,
}

export default defineConfig({
  plugins: [library],
  build: { target: 'es2022', chunkSizeWarningLimit: 9000 },
})
