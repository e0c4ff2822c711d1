import { figure } from "@/ui/format";
import css from "./bars.module.css";
import { Tabled } from "./charted";

export interface Bar {
  label: string;
  value: number;
}

interface Props {
  label: string;
  bars: Bar[];
  since?: number;
  height?: number;
  most?: number;
}

/** Few enough columns to read at a glance; the last one, or those from `since` on, are the present; none above `most`. */
export function Bars(props: Props) {
  const rows = props.bars.map((bar) => [bar.label, figure(bar.value)]);
  return (
    <Tabled label={props.label} table={{ head: ["When", "How many"], rows }}>
      <Spark {...props} />
    </Tabled>
  );
}

/** The same within a row of a list, whose page has the table. */
export function Spark({
  label,
  bars,
  since = bars.length - 1,
  height = 56,
  most = Math.max(1, ...bars.map((bar) => bar.value)),
}: Props) {
  return (
    <figure className={css.bars} style={{ height }} data-chart={label}>
      <div className={css.columns} aria-hidden>
        {bars.map((bar, place) => (
          <span
            key={bar.label}
            className={css.bar}
            data-now={place >= since}
            data-clipped={bar.value > most}
            title={`${bar.label}: ${figure(bar.value)}`}
            style={{ height: `${Math.max(bar.value > 0 ? 3 : 1, Math.min(1, bar.value / most) * 100)}%` }}
          />
        ))}
      </div>
      <Table label={label} bars={bars} />
    </figure>
  );
}

/** The same for those who hear it. */
export function Table({ label, bars }: { label: string; bars: Bar[] }) {
  return (
    <div className="unseen">
      <table>
        <caption>{label}</caption>
        <tbody>
          {bars.map((bar, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour may come twice when clocks are put back.
            <tr key={place}>
              <th scope="row">{bar.label}</th>
              <td>{bar.value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Parts of a whole as one bar: how far it reaches, said beside it. */
export function Share({ part }: { part: number }) {
  return (
    <span className={css.share} aria-hidden>
      <span style={{ width: `${Math.min(1, part) * 100}%` }} />
    </span>
  );
}
