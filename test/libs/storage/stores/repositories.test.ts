import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { resolvePlaces } from '#storage/stores/repositories'
import { testDatabase, type TestDatabase } from '../../../support/database.ts'

let test: TestDatabase
beforeEach(async () => {
  test = await testDatabase()
})
afterEach(() => test.close())

async function names(...places: string[]): Promise<{ names: (string | undefined)[]; moved: boolean }> {
  const { byPlace, moved } = await resolvePlaces(test.db, new Set(places))
  return { names: places.map((place) => byPlace.get(place)?.name), moved }
}

describe('a repository', () => {
  it('is what a service says, or the service by its own name', async () => {
    await test.db.query(sql`insert into repository (name) values ('github.com/acme/shop')`)
    await test.db.query(sql`insert into service (name, repository_id) select 'shop', id from repository`)
    expect(await names('service:shop', 'service:jobs', 'github.com/acme/shop')).toEqual({
      names: ['github.com/acme/shop', 'jobs', 'github.com/acme/shop'],
      moved: false,
    })
  })

  it('is the only one of a host that has its bare name', async () => {
    expect(await names('github.com/acme/web', 'acme/web')).toEqual({
      names: ['github.com/acme/web', 'github.com/acme/web'],
      moved: false,
    })
  })

  it('moves when a host turns up that has it, and back when a second one does', async () => {
    expect(await names('acme/web')).toEqual({ names: ['acme/web'], moved: false })
    expect(await names('github.com/acme/web')).toEqual({ names: ['github.com/acme/web'], moved: true })
    expect(await names('acme/web')).toEqual({ names: ['github.com/acme/web'], moved: false })
    expect(await names('gitlab.com/acme/web', 'acme/web')).toEqual({
      names: ['gitlab.com/acme/web', 'acme/web'],
      moved: true,
    })
    expect(await names('sr.ht/acme/web', 'acme/web')).toEqual({ names: ['sr.ht/acme/web', 'acme/web'], moved: false })
  })

  it('on localhost or a port has a host too', async () => {
    expect(await names('localhost/acme/a', 'acme/a', 'git:8080/acme/b', 'acme/b')).toEqual({
      names: ['localhost/acme/a', 'localhost/acme/a', 'git:8080/acme/b', 'git:8080/acme/b'],
      moved: false,
    })
  })
})
