// Compiles the sources beside this folder into feedback_app/static, names every file by its content and writes the manifest.
import { readFileSync, writeFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyFixtures } from './fixtures.mjs'
import { Output } from './output.mjs'
import { hashSources } from './sources.mjs'
import { compileScript } from './script.mjs'
import { compileStyle } from './style.mjs'
import { collectSymbols } from './symbols.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const project = dirname(root)
const target = join(project, 'feedback_app', 'static')

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
const output = new Output(target)

const faces = join(root, 'node_modules', '@fontsource', 'atkinson-hyperlegible-next', 'files')
for (const set of ['latin', 'latin-ext']) {
  for (const weight of [400, 700]) {
    const file = `atkinson-hyperlegible-next-${set}-${weight}-normal.woff2`
    output.add(`fonts/${set}-${weight}.woff2`, readFileSync(join(faces, file)))
  }
}
output.add('icon.svg', readFileSync(join(root, 'pictures', 'icon.svg')))
const symbols = collectSymbols(root, output)
for (const name of ['site', 'staff']) {
  const { ltr, rtl } = await compileStyle(root, name, output)
  output.add(`${name}.css`, ltr)
  output.add(`${name}.rtl.css`, rtl)
}
for (const name of ['site', 'passkey', 'keep', 'copy', 'device-worker']) {
  output.add(`${name}.js`, await compileScript(root, name))
}

const licences = {
  'govuk-frontend': 'licences/govuk-frontend.txt',
  openmoji: 'node_modules/openmoji/LICENSE.txt',
  'atkinson-hyperlegible-next': 'node_modules/@fontsource/atkinson-hyperlegible-next/LICENSE',
}
mkdirSync(join(target, 'licences'))
for (const [name, file] of Object.entries(licences)) {
  writeFileSync(join(target, 'licences', `${name}.txt`), readFileSync(join(root, file)))
}

copyFixtures(root, join(project, 'tests', 'pages', 'fixtures'))
const json = (value) => `${JSON.stringify(value, null, 1)}\n`
writeFileSync(join(target, 'symbols.json'), json(symbols))
writeFileSync(join(target, 'manifest.json'), json({ sources: hashSources(root), files: output.names() }))
