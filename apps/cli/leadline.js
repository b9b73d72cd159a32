#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Leadline needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
  process.exit(1)
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const { ensureBuilt } = await import('./build.js')
try {
  await ensureBuilt(root, (text) => process.stderr.write(`${text}\n`))
} catch (error) {
  process.stderr.write(`The build failed. Run npm ci again, and npm run types to see why.\n${error.message}\n`)
  process.exit(1)
}
if (process.argv[2] !== 'build') await import(pathToFileURL(join(root, 'dist', 'leadline.mjs')).href)
