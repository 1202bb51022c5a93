// Sentences as the server writes them, made fit for a page.

/** A number and its per cent stay on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%');
}
