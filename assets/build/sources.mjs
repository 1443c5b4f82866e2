// One hash over every source, so that a test can tell stale files without Node. tests/pages/test_assets.py computes the same.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = ['build', 'licences', 'pictures', 'scripts', 'styles']
const FILES = ['package-lock.json', 'package.json']

export function hashSources(root) {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1).replaceAll('\\', '/')),
  )
  const hash = createHash('sha256')
  for (const path of [...inFolders, ...FILES].sort()) {
    hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0')
  }
  return hash.digest('hex')
}
