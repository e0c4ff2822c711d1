/** What a line says: a number, yes or no, nothing, JSON where it is one, else the text itself. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The line that is read as this value again. */
export function writeValue(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return readValue(value) === value ? value : JSON.stringify(value);
}
