// The respondent's own choice to keep the questions on this device, and the page that is then filled here and sealed.
import { add, count, forget } from './waiting.js'
import { randomId, seal } from './sealing.js'
import { readHere } from './reading-here.js'

const FIRST_WAIT = 4000
const LONGEST_WAIT = 300000
const can = 'serviceWorker' in navigator && 'caches' in window && 'indexedDB' in window && crypto.subtle
const offer = document.querySelector('[data-keep-here]')
const form = document.querySelector('form[data-key]')

if (offer && can) askWhetherToKeep()
if (form && can) fillHere()

function askWhetherToKeep() {
  const status = document.querySelector('[data-keep-status]')
  offer.hidden = false
  offer.addEventListener('click', async () => {
    say(status, status.dataset.working)
    try {
      await navigator.serviceWorker.register('/device-worker.js', { scope: '/' })
      await navigator.serviceWorker.ready
      await keepHere(offer.dataset.sheet, offer.dataset.fonts.split(' '))
      location.replace(offer.dataset.sheet)
    } catch {
      await caches.delete('kept')
      say(status, status.dataset.failed)
    }
  })
}

// The page is fetched without the cookie of this visit, before anything is written on it.
async function keepHere(address, fonts) {
  const page = await fetch(address, { credentials: 'omit' })
  if (!page.ok) throw new Error('not kept')
  const sheet = new DOMParser().parseFromString(await page.clone().text(), 'text/html')
  const parts = [...sheet.querySelectorAll('link[href], script[src], img[src]')].map((each) => each.getAttribute('href') ?? each.getAttribute('src'))
  const cache = await caches.open('kept')
  await cache.addAll([...new Set([...parts, ...fonts])])
  for (const other of ['/help', '/away']) await cache.put(other, await fetch(other, { credentials: 'omit' }))
  await cache.put(address, page)
}

async function fillHere() {
  readHere()
  const registration = await navigator.serviceWorker.ready
  const send = () => registration.active.postMessage('send')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const outcome = await lock()
    if (!outcome) return
    form.reset()
    show(outcome)
    send()
  })
  document.querySelector('[data-next]').addEventListener('click', () => location.replace(location.href))
  document.querySelector('[data-remove]').addEventListener('click', takeOff)
  follow(send)
}

// The name of what to show next, or nothing where something has to be mended first.
async function lock() {
  const { dataset } = form
  const agreed = form.querySelector('[name="q0"]:checked')?.value
  if (!agreed) return complain(form.querySelector('[name="q0"]'), dataset.choose)
  if (agreed === dataset.no) return '[data-no-thanks]'
  const long = [...form.querySelectorAll('[data-maxlength] textarea')].find((box) => box.value.trim().length > Number(box.closest('[data-maxlength]').dataset.maxlength))
  if (long) return complain(long, dataset.tooLong)
  const { withPass, withLink, withPresentation, withLanguage, key, keyId } = dataset
  const whole = { id: randomId(), pass: withPass, link: withLink, presentation: withPresentation, language: withLanguage, answers: given() }
  await add(await seal(whole, { key, keyId }))
  return '[data-done]'
}

function given() {
  const answers = {}
  for (const [name, value] of new FormData(form)) {
    const [, number, other] = /^q(\d+)(-other)?$/.exec(name) ?? []
    if (number === undefined || value === '') continue
    const own = (answers[number] ??= { answer: [] })
    if (other) own.other = value
    else own.answer.push(value)
  }
  return answers
}

function complain(field, words) {
  say(form.querySelector('[data-fault]'), words)
  field.focus()
}

function show(name) {
  document.querySelector('[data-sheet]').hidden = true
  const part = document.querySelector(name)
  part.hidden = false
  part.querySelector('h2').focus()
  scrollTo(0, 0)
}

// Asks again and again, each time after a longer wait, as long as something waits.
function follow(send) {
  const line = document.querySelector('[data-waiting]')
  let wait = FIRST_WAIT
  let timer = 0
  let hadSome = false
  const again = async () => {
    const waiting = await count()
    hadSome ||= waiting > 0
    if (waiting) say(line, `${line.dataset.waitingText} ${waiting}`)
    send()
  }
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    clearTimeout(timer)
    if (data.aside) return say(line, line.dataset.asideText)
    if (data.waiting) {
      hadSome = true
      say(line, `${line.dataset.waitingText} ${data.waiting}`)
      timer = setTimeout(again, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    } else {
      wait = FIRST_WAIT
      if (hadSome || !document.querySelector('[data-done]').hidden) say(line, line.dataset.sentText)
    }
  })
  addEventListener('online', again)
  again()
}

async function takeOff({ target }) {
  const line = document.querySelector('[data-waiting]')
  if (await count()) return say(line, target.dataset.removeWaits)
  await caches.delete('kept')
  await forget()
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister()
  say(line, target.dataset.removed)
  target.hidden = true
}

function say(element, words) {
  element.textContent = words
  element.hidden = false
}
