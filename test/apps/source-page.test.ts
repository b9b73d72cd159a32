import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { findBrowser, newPage, openBrowser, settled, watch, type Watch } from '../support/browser.ts'
import { buildLeadline } from '../support/command.ts'
import { atFirst } from '../support/github-delivered-badly.ts'
import { type GithubServer, githubServer } from '../support/github-server.ts'
import { until } from '../support/leadline-process.ts'
import { seriousFaults, stickingOut } from '../support/page-checks.ts'
import { root } from '../support/source-files.ts'
import { adminToken, SourceWorld } from '../support/source-world.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser test of the page of a source is skipped: no Chromium was found.\n')

describe.skipIf(executable === null)('the page of a source', () => {
  let world: SourceWorld
  let github: GithubServer
  let browser: Browser
  let context: BrowserContext
  let seen: Watch

  beforeAll(async () => {
    buildLeadline()
    github = await githubServer({ ...atFirst, others: ['acme/web', 'zoe/private'], workflows: ['ci.yml'] })
    world = await SourceWorld.open(Date.parse('2026-03-12T12:00:00Z'), join(root, 'dist', 'pages'))
    await world.add({ name: 'github', api: github.url, token: github.token })
    browser = await openBrowser(executable ?? '')
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    seen = watch(context, world.url)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await world?.close()
    await github?.close()
  })

  async function open(path: string, token = adminToken): Promise<Page> {
    const page = await newPage(context)
    await page.goto(`${world.url}${path}#token=${token}`)
    await page.locator('h1').first().waitFor()
    await settled(page)
    return page
  }

  it('leads from the choice of repositories over what they would count to their history', async () => {
    const page = await open('/setup/github')
    expect(new URL(page.url()).search).toBe('?name=github')
    expect(await page.title()).toBe('github · Leadline')
    await page.getByText('Choose repositories first, and save.').waitFor()
    await page.getByLabel('Only those that I choose').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Choose at least one, or all.').waitFor()
    await page.getByLabel(/^Find a repository/).fill('SHOP')
    expect(await page.getByRole('checkbox').count()).toBe(1)
    await page.getByLabel('acme/shop').check()
    await page.getByText('1 of 3 repositories chosen').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved: 1 measured.').waitFor()
    const rows = await world.database.db.query(sql`select settings -> 'repositories' as chosen from source`)
    expect(rows).toEqual([{ chosen: ['acme/shop'] }])

    await page.getByRole('button', { name: 'Look at acme/shop' }).click()
    const production = page.locator('tr[data-environment="production"]')
    await production.waitFor()
    expect(await production.innerText()).toMatch(/production\s+3 of 5\s+0\.23.*week\s+.*1 failed; 1 without an end/s)

    await page.getByRole('button', { name: 'Read now' }).click()
    await page.getByText(/^Read .* events were new/).waitFor({ timeout: 30_000 })
    expect(await page.locator('tr[data-repository="acme/shop"]').innerText()).toMatch(/all 8\s+all 4\s+all 6/)

    expect(await seriousFaults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await seriousFaults(page)).toEqual([])
    for (const width of [320, 768]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate(stickingOut), String(width)).toEqual([])
    }
    await page.reload()
    await page.getByText('1 of 3 repositories chosen').waitFor()
    await page.close()
  })

  it('says what is wrong and what to do where the token was revoked', async () => {
    const given = github.token
    github.token = 'ghp_another'
    const page = await open('/setup?name=github')
    await page.getByText('GitHub refuses the token').first().waitFor()
    await page.getByRole('button', { name: 'Read now' }).click()
    await page
      .getByText('Give another: npx leadline source token github --token-file FILE')
      .first()
      .waitFor({ timeout: 30_000 })

    const field = page.getByLabel('Token of GitHub')
    await field.fill('two words')
    await page.getByRole('button', { name: 'Read with this token' }).click()
    await page.getByText('A token is one word').waitFor()
    await field.fill(github.token)
    await page.getByRole('button', { name: 'Read with this token' }).click()
    await page.getByText('It is kept sealed, and read with from now on.').waitFor()
    expect([await field.getAttribute('type'), await field.inputValue()]).toEqual(['password', ''])
    await page.getByText(/^Read .* What is new is read every hour/).waitFor({ timeout: 30_000 })
    await until('nothing to be wrong', 30, async () =>
      (await page.getByText('refuses the token').count()) === 0 ? true : null,
    )
    expect(await seriousFaults(page)).toEqual([])
    expect(await page.content()).not.toContain(github.token)
    expect(JSON.stringify([world.logged, await world.database.db.query(sql`select * from source`)])).not.toContain(
      github.token,
    )
    github.token = given
    await page.close()
  })

  it('shows and changes nothing for a token that only reads', async () => {
    const mutation = 'mutation { tokenCreate(name: "reader", scopes: ["read"]) { token } }'
    const { tokenCreate } = await world.ask<{ tokenCreate: { token: string } }>(mutation)
    const page = await open('/setup?name=github', tokenCreate.token)
    await page.getByText('This page is for administrators').waitFor()
    expect(await page.getByText('acme/shop').count()).toBe(0)
    await page.close()
  })

  it('knows no source that there is not', async () => {
    const page = await open('/setup/nobody')
    await page.getByRole('heading', { name: 'There is no such source' }).waitFor()
    await page.close()
    expect(seen).toEqual({ complaints: [], strangers: [] })
  })
})
