/** An instant as a field of the browser shows it, by the clock of whoever looks. */
export function localOf(instant: string | undefined): string {
  const at = instant ? new Date(instant) : undefined;
  if (!at || Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant that such a field means. */
export const instantOf = (local: string): string | undefined =>
  local ? `${new Date(local).toISOString().slice(0, 19)}Z` : undefined;
