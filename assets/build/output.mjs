// The folder of compiled files: each is named by its content, and text is also kept compressed beside itself.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const COMPRESSED = new Set(['.css', '.js', '.svg'])

export class Output {
  #folder
  #names = new Map()

  constructor(folder) {
    this.#folder = folder
  }

  // Writes a file under a name that changes with its content; returns that name.
  add(name, content) {
    const bytes = Buffer.from(content)
    const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
    const extension = extname(name)
    const file = `${name.slice(0, -extension.length)}.${mark}${extension}`
    const path = join(this.#folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    if (COMPRESSED.has(extension)) writeFileSync(`${path}.gz`, compress(bytes))
    this.#names.set(name, file)
    return file
  }

  // The name under which a file was written.
  named(name) {
    const file = this.#names.get(name)
    if (!file) throw new Error(`${name} has not been written; known: ${[...this.#names.keys()].join(', ')}`)
    return file
  }

  names() {
    return Object.fromEntries([...this.#names].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

// The tenth byte of a gzip file tells the machine that made it: 255, "unknown", keeps builds alike everywhere.
function compress(bytes) {
  const packed = gzipSync(bytes, { level: 9 })
  packed[9] = 255
  return packed
}
