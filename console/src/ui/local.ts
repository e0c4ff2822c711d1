/** An instant as a field of the browser shows it, by the clock of whoever looks. */
export function localOf(instant: string | undefined): string {
  const at = instant ? new Date(instant) : undefined;
  if (!at || Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What a clock in a zone shows at an instant, as such a field has it; empty for what is no instant or no zone. */
export function clockIn(zone: string, instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  try {
    const parts = new Intl.DateTimeFormat("sv-SE", {
      dateStyle: "short",
      timeStyle: "short",
      timeZone: zone,
    });
    return parts.format(at).replace(" ", "T");
  } catch {
    return "";
  }
}

/** The instant at which a clock in a zone shows this; undefined for what is no time or no zone. */
export function instantIn(zone: string, shown: string): string | undefined {
  const wanted = Date.parse(`${shown}Z`);
  if (Number.isNaN(wanted)) return undefined;
  let at = wanted;
  // The offset there, and once more where it is another one on the way.
  for (let round = 0; round < 2; round += 1) {
    const found = clockIn(zone, new Date(at).toISOString());
    if (!found) return undefined;
    at += wanted - Date.parse(`${found}Z`);
  }
  return new Date(at).toISOString();
}

/** The zone of whoever looks: `Europe/London`. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The instant that such a field means. */
export const instantOf = (local: string): string | undefined =>
  local ? `${new Date(local).toISOString().slice(0, 19)}Z` : undefined;
