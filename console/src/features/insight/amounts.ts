import type { Item } from "@/api/all";
import { count, figure } from "@/ui/format";
import { money } from "@/ui/happening";

const isCurrency = (unit: string | null | undefined): unit is string => /^[A-Z]{3}$/.test(unit ?? "");

/** A figure as short as it may be, with its unit: £5,170,998, 455.67 kg; of what is counted, whole numbers. */
export function amount(value: number, unit: string | null | undefined, counted = false): string {
  const whole = counted || Math.abs(value) >= 10_000;
  if (isCurrency(unit)) return money(value, unit, whole);
  return `${whole ? count(value) : figure(value)}${unit ? ` ${unit}` : ""}`;
}

/** What a property of an event is measured in, if every metric of it that says so says the same. */
export function unitOf(
  metrics: readonly Item<"metrics">[],
  event: string | undefined,
  property: string,
): string | undefined {
  const said = metrics
    .map((metric) => metric as unknown as { event?: { event?: string }; property?: string; unit?: string })
    .filter((metric) => metric.unit && metric.property === property && metric.event?.event === event)
    .map((metric) => metric.unit);
  return new Set(said).size === 1 ? said[0] : undefined;
}
