// Pictures: the nearest OpenMoji for each name the questionnaires use, with the credit its licence asks for. A pair of names
// ("1F44D 1F44D") is drawn side by side; a name with a colon is drawn by ourselves.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { draw } from './drawings.mjs'

export function collectSymbols(root, output) {
  const wanted = JSON.parse(readFileSync(join(root, 'build', 'symbols.json'), 'utf8'))
  const folder = join(root, 'node_modules', 'openmoji')
  const known = new Map(JSON.parse(readFileSync(join(folder, 'data', 'openmoji.json'), 'utf8')).map((entry) => [entry.hexcode, entry]))
  const symbols = {}
  for (const [name, source] of Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { file, svg, pictures, credit } = source.includes(':') ? draw(source) : take(folder, known, source)
    const path = `symbols/${file}.svg`
    output.add(path, svg)
    symbols[name] = { file: path, pictures, credit }
  }
  return symbols
}

function take(folder, known, source) {
  const codes = source.split(' ')
  const entry = known.get(codes[0])
  const drawn = codes.map((code) => slim(readFileSync(join(folder, 'color', 'svg', `${code}.svg`), 'utf8')))
  return {
    file: codes.join('-and-'),
    svg: drawn.length > 1 ? pair(drawn) : drawn[0],
    pictures: drawn.length > 1 ? `two of: ${entry.annotation}` : entry.annotation,
    credit: `OpenMoji ${source}, ${entry.openmoji_author}, CC BY-SA 4.0`,
  }
}

function pair(drawn) {
  const [left, right] = drawn.map((svg) => svg.replace(/^<svg[^>]*>|<\/svg>$/g, ''))
  return `<svg viewBox="0 0 72 72" xmlns="http://www.w3.org/2000/svg"><g transform="translate(-6 11) scale(.69)">${left}</g><g transform="translate(28 11) scale(.69)">${right}</g></svg>`
}

// Group names and white space are of no use to a reader.
function slim(svg) {
  return svg.replace(/<!--[\s\S]*?-->/g, '').replace(/ id="[^"]*"/g, '').replace(/>\s+</g, '><').replace(/\s+/g, ' ').trim()
}
