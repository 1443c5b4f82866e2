// The reader's controls on a page that is kept on the device: they work on the page itself, for nobody can be asked.
// They last as long as the page is open; clearing it for the next person puts everything back.
const NAMES = ['text_size', 'contrast', 'spacing', 'font', 'pictures']

export function readHere() {
  document.querySelector('[aria-labelledby="reader-sound"]')?.remove()
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button.reader__choice[form="reader"]')
    if (!button) return
    event.preventDefault()
    if (button.name === 'reset') NAMES.forEach((name) => set(name, ''))
    else set(button.name, button.value)
  })
  // Recordings are not kept here: without a signal a player would only look as if it worked.
  document.addEventListener('error', ({ target }) => { if (target.tagName === 'AUDIO') target.hidden = true }, true)
}

function set(name, value) {
  const { dataset } = document.documentElement
  const key = name.replace(/_(.)/, (_all, letter) => letter.toUpperCase())
  if (value) dataset[key] = value
  else delete dataset[key]
  for (const each of document.querySelectorAll(`button[form="reader"][name="${name}"]`)) {
    each.setAttribute('aria-pressed', String(each.value === value))
  }
}
