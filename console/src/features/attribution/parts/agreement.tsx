import { Charted } from "@/charts/charted";
import { percent } from "@/ui/format";
import css from "../attribution.module.css";
import { agreementOf, modelName, type Report } from "../model";

/** How much credit lies elsewhere between each two models. */
export function Agreement({ report }: { report: Report }) {
  const pairs = agreementOf(report);
  const worst = [...report.agreement].sort((a, b) => b.moved - a.moved)[0];
  if (!worst) return null;
  return (
    <Charted
      title="How far the models agree"
      words={`Farthest apart: ${modelName(worst.one)} and ${modelName(worst.other)}, ${percent(worst.moved)} of the credit lies elsewhere.`}
      table={{
        head: ["Model", "Other", "Credit elsewhere", "Same order (Kendall’s tau)"],
        rows: report.agreement.map((pair) => [
          modelName(pair.one),
          modelName(pair.other),
          percent(pair.moved),
          pair.order === null ? "–" : pair.order.toFixed(2),
        ]),
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label="Credit that lies elsewhere, pair by pair">
        <table className={css.heat} data-hue="amber">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">Model</span>
              </th>
              {report.models.map((model) => (
                <th scope="col" key={model.name}>
                  {modelName(model.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.models.map((row) => (
              <tr key={row.name}>
                <th scope="row">{modelName(row.name)}</th>
                {report.models.map((column) => {
                  const pair = pairs.get(`${row.name} ${column.name}`);
                  return (
                    <td
                      key={column.name}
                      style={{ "--heat": `${Math.min(1, (pair?.moved ?? 0) * 1.6) * 55}%` } as object}
                    >
                      {pair ? percent(pair.moved) : ""}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Charted>
  );
}
