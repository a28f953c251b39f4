const log = document.body.appendChild(document.createElement('div'));
const field = document.body.appendChild(document.createElement('textarea'));
const worker = chrome.runtime.connect();
worker.onMessage.addListener((told: string[] | { chunk: string }) => {
  if ('chunk' in told) log.lastElementChild?.append(told.chunk);
  else for (const text of told) log.appendChild(document.createElement('p')).textContent = text;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (!document.documentElement.dataset.ready) performance.mark('parley:ready');
      document.documentElement.dataset.ready = 'true';
    }),
  );
});
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  worker.postMessage(field.value);
  field.value = '';
});
