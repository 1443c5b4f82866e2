// Copies an address where the browser lets a page do so; elsewhere its field can be selected.
for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  const words = button.textContent
  button.hidden = !navigator.clipboard
  field.addEventListener('focus', () => field.select())
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(field.value)
    button.textContent = button.dataset.copied
    setTimeout(() => (button.textContent = words), 2000)
  })
}
