/** What this device believes the time to be, as an instant in text. It may be wrong: the server writes its own beside it. */
export function deviceTime(): string {
  return new Date().toISOString()
}
