// What waits on this device to be sent: sealed answers and nothing else, in one store.
const NAME = 'waiting'

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('sealed', { autoIncrement: true })
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

async function ask(mode, act) {
  const database = await open()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction('sealed', mode, { durability: 'strict' })
      const asked = act(transaction.objectStore('sealed'))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

export const add = (sealed) => ask('readwrite', (store) => store.add(sealed))
export const count = () => ask('readonly', (store) => store.count())
export const numbers = () => ask('readonly', (store) => store.getAllKeys())
export const read = (number) => ask('readonly', (store) => store.get(number))
export const remove = (number) => ask('readwrite', (store) => store.delete(number))

export function forget() {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME)
    asked.onsuccess = asked.onerror = asked.onblocked = resolve
  })
}
