/** Listens to a stream of events until a word is told; answers everything that was told so far. Rejects when the stream ends before. */
export async function heardUntil(url: string, word: string, headers: Record<string, string> = {}): Promise<string> {
  const listening = new AbortController();
  const answer = await fetch(url, { headers, signal: listening.signal });
  if (answer.status !== 200) throw new Error(`${url}: expected 200, found ${answer.status}`);
  const decoder = new TextDecoder();
  const reader = answer.body!.getReader();
  let text = '';
  try {
    while (!text.includes(word)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`${url} ended without ${word}: ${text}`);
      text += decoder.decode(value, { stream: true });
    }
    return text;
  } finally {
    listening.abort();
  }
}
