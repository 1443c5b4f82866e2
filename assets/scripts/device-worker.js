// Runs beside the pages of a respondent who chose to keep the questions on this device.
// It shows the kept page where there is no signal, and sends what waits. It never touches what a page sends by itself.
import { numbers, read, remove } from './waiting.js'

const KEPT = 'kept'
const PATIENCE = 8000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  if (event.data === 'send') event.waitUntil(send())
})
self.addEventListener('fetch', (event) => {
  const request = event.request
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') {
    event.respondWith(pathname === '/exit' ? leave(event) : page(request))
  } else if (pathname.startsWith('/static/') || pathname.startsWith('/symbols/') || pathname === '/brand.css') {
    event.respondWith(kept(request).then((found) => found ?? fetch(request)))
  }
})

const inTime = (answer) => Promise.race([answer, new Promise((_, late) => setTimeout(late, PATIENCE))])

const kept = async (request) => (await caches.has(KEPT)) ? (await caches.open(KEPT)).match(request) : undefined

async function page(request) {
  try {
    return await inTime(fetch(request))
  } catch {
    const path = new URL(request.url).pathname
    return (await kept(request)) ?? (path.startsWith('/s/') && (await sheetOf(path))) ?? away()
  }
}

// Without a signal any page of a kept survey is its one page of all questions.
async function sheetOf(path) {
  if (!(await caches.has(KEPT))) return undefined
  const cache = await caches.open(KEPT)
  const survey = path.split('/')[2]
  const found = (await cache.keys()).find((each) => new URL(each.url).pathname === `/s/${survey}/all`)
  return found && cache.match(found)
}

const away = async () => (await kept('/away')) ?? new Response('', { status: 503, headers: { 'Content-Type': 'text/html' } })

// Leaving takes the questions off this device; sealed answers that wait stay, and nobody can read them here.
async function leave(event) {
  const nothing = await away()
  event.waitUntil(caches.delete(KEPT))
  try {
    return await inTime(fetch(event.request))
  } catch {
    return nothing
  }
}

let sending = null
const send = () => (sending ??= sendAll().finally(() => { sending = null }))

async function sendAll() {
  let aside = 0
  for (const number of await numbers()) {
    const sealed = await read(number)
    if (sealed === undefined) continue
    const status = await post(sealed)
    if (![200, 201, 202].includes(status)) break
    if (status === 202) aside += 1
    await remove(number)
  }
  const waiting = (await numbers()).length
  for (const client of await self.clients.matchAll()) client.postMessage({ waiting, aside })
}

async function post(sealed) {
  try {
    const answer = await fetch('/kept-answers', { method: 'POST', body: sealed, credentials: 'omit', headers: { 'Content-Type': 'application/json' } })
    return answer.status
  } catch {
    return 0
  }
}
