// Pictures that no set has: how much (boxes filled from the bottom) and ages (numbers on a card), in the manner of the others.
const LINE = 'stroke="#000" stroke-width="2" stroke-linejoin="round"'
const OURS = 'Drawn for this platform, MIT'

export function draw(wanted) {
  const [kind, value] = wanted.split(':')
  if (kind === 'boxes') return { file: `boxes-${value}`, svg: boxes(Number(value)), pictures: `${value} of four boxes full`, credit: OURS }
  if (kind === 'ages') return { file: `ages-${value.replace('–', '-').replace('+', '-more')}`, svg: ages(value), pictures: `the numbers ${value}`, credit: OURS }
  throw new Error(`${wanted} is nothing that can be drawn; known: boxes, ages`)
}

function boxes(full) {
  const rows = [0, 1, 2, 3].map((row) => {
    const fill = row < full ? '#61b2e4' : '#fff'
    return `<rect x="20" y="${50 - row * 13}" width="32" height="11" rx="2" fill="${fill}" ${LINE}/>`
  })
  return svg(rows.join(''))
}

function ages(text) {
  const size = text.length > 4 ? 16 : text.length > 3 ? 19 : 24
  return svg(
    `<rect x="8" y="14" width="56" height="46" rx="6" fill="#fff" ${LINE}/><path d="M8 26v-6a6 6 0 0 1 6-6h44a6 6 0 0 1 6 6v6z" fill="#fcea2b" ${LINE}/><path d="M22 10v8M50 10v8" fill="none" stroke="#000" stroke-width="3" stroke-linecap="round"/><text x="36" y="${43 + size / 2.9}" font-family="Atkinson Hyperlegible Next,arial,sans-serif" font-size="${size}" font-weight="700" text-anchor="middle">${text}</text>`,
  )
}

function svg(content) {
  return `<svg viewBox="0 0 72 72" xmlns="http://www.w3.org/2000/svg">${content}</svg>`
}
