// Reading aloud beyond the plain players: one voice at a time, and the device's own voice where nothing was recorded.
// A voice that is not local would send the words to somebody else's computer, so it is never used.
const SAID = 'h1, .question__caption, .question__body .govuk-hint, .question__body .govuk-label, .reading p'

export function oneAtATime() {
  document.addEventListener('play', (event) => {
    for (const each of document.querySelectorAll('audio')) if (each !== event.target) each.pause()
  }, true)
}

export function ownVoice(button) {
  const speech = window.speechSynthesis
  if (!speech) return
  const language = document.documentElement.lang
  const find = () => speech.getVoices().find((voice) => voice.localService === true && voice.lang.split(/[-_]/)[0] === language)
  const offer = () => { button.hidden = !find() }

  button.addEventListener('click', () => {
    const was = speech.speaking
    speech.cancel()
    const voice = find()
    if (was || !voice) return
    for (const text of words()) speech.speak(Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: 0.9 }))
  })
  addEventListener('pagehide', () => speech.cancel())
  speech.addEventListener?.('voiceschanged', offer)
  offer()
}

// What the page shows, in its order; not what screen readers alone are told, such as a count of letters.
function words() {
  const main = document.querySelector('main')
  return [...main.querySelectorAll(SAID)]
    .filter((each) => !each.closest('.govuk-character-count__message') && each.offsetParent)
    .map((each) => each.innerText.trim()).filter(Boolean)
}
