import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Analysis } from '#dashboards/analysis'

/** Text that may stand inside a script element: nothing in it can end the element. */
function scriptText(text: string): string {
  return text.replaceAll('</', String.raw`<\/`).replaceAll('<!--', String.raw`<\!--`)
}

/** JSON that may stand inside a script element. */
function dataText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/**
 * The analysis as one file that holds its data and its charts, and asks nobody for anything.
 *
 * @param built folder in which the build left the page's script and styles
 */
export async function analysisPage(analysis: Analysis, built: string): Promise<string> {
  const script = scriptText(await readFile(join(built, 'analysis-page.js'), 'utf8'))
  const styles = await readFile(join(built, 'analysis-page.css'), 'utf8')
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">`,
    `<title>${escaped(analysis.repository.name)}: delivery metrics</title>`,
    `<style>${styles}</style>`,
    '</head>',
    '<body>',
    '<leadline-analysis></leadline-analysis>',
    `<script type="application/json" id="analysis">${dataText(analysis)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}
