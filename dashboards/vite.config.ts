import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)]
/** Smaller files are as fast as they are. */
const worthwhile = 1_400

/** Writes every text of a build as `.br` and `.gz` too, so that the server never compresses anything while somebody waits. */
function compressed(folder: string): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const texts = entries.filter((entry) => entry.isFile() && /\.(?:js|css|svg|html)$/.test(entry.name))
      await Promise.all(texts.map((entry) => compress(join(entry.parentPath, entry.name))))
    },
  }
}

async function compress(file: string): Promise<void> {
  if ((await stat(file)).size < worthwhile) return
  const text = await readFile(file)
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
  await writeFile(`${file}.br`, await brotli(text, { params: quality }))
  await writeFile(`${file}.gz`, await gzipped(text, { level: 9 }))
}

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Pages of the server: `/` and everything below it from index.html, `/graphiql` from graphiql/index.html. */
export default defineConfig({
  root: at('.'),
  base: '/',
  logLevel: 'warn',
  plugins: [compressed(at('../dist/pages'))],
  // Made for production whatever NODE_ENV says, so that a build within a test or a dev shell is the same build.
  define: { 'process.env.NODE_ENV': '"production"' },
  resolve: { conditions: ['production', 'module', 'browser'] },
  build: {
    outDir: at('../dist/pages'),
    emptyOutDir: true,
    // Browsers of summer 2024 and later: they know light-dark() of CSS.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // No inline data: the server's content security policy allows its own files only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // Pages elsewhere load parts of this too, and what their own address is has nothing of it to load first.
    modulePreload: { resolveDependencies: (_file, parts, { hostType }) => (hostType === 'html' ? parts : []) },
    rolldownOptions: {
      input: {
        index: at('index.html'),
        graphiql: at('graphiql/index.html'),
        frame: at('embed/index.html'),
        embed: at('embed/script.ts'),
      },
      // The one name that pages elsewhere write down.
      output: {
        entryFileNames: ({ name }) => (name === 'embed' ? 'embed.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: 'common', minShareCount: 3, test: /dashboards|[\\/]@?lit/ }] },
      },
      // React's libraries mark their modules for servers that render; nothing is lost by bundling them.
      checks: { moduleLevelDirective: false },
    },
  },
})
