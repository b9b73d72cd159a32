import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalogueFile, catalogueJsonSchema, fieldsAt } from '#catalogue/file-schema'

describe('docs/leadline.schema.json', () => {
  it('is what the validating schema says (write it anew with: leadline schema > docs/leadline.schema.json)', () => {
    expect(JSON.parse(readFileSync('docs/leadline.schema.json', 'utf8'))).toEqual(catalogueJsonSchema())
  })

  it('describes every field', () => {
    const undescribed: string[] = []
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties } = schema as { readonly properties?: Readonly<Record<string, { description?: string }>> }
      for (const [name, property] of Object.entries(properties ?? {})) {
        if ((property.description ?? '') === '' && !JSON.stringify(property).includes('"description"')) {
          undescribed.push(`${path}.${name}`)
        }
      }
      for (const [key, value] of Object.entries(schema)) walk(value, `${path}.${key}`)
    }
    walk(catalogueJsonSchema(), '')
    expect(undescribed).toEqual([])
  })
})

it('the fields that are suggested are those of the schema', () => {
  expect(fieldsAt([])).toEqual(Object.keys(catalogueFile.shape))
  for (const section of fieldsAt([])) expect(fieldsAt([section, 0]).length, section).toBeGreaterThan(0)
  expect(fieldsAt(['environments', 0, 'match', 0])).toEqual(['name', 'cluster', 'namespace', 'path'])
})
