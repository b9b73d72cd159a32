/** Names of services that a page must show as names: markup, paths, both directions of writing, great length. */
export const hostileNames = [
  '<img src=x onerror="document.title=\'owned\'"> & co',
  'a/b/../c?d=1#e%2F',
  'שירות/חיפוש \u202Eevil',
  '..',
  `long-${'x'.repeat(295)}`,
  '🚀 launch',
]
