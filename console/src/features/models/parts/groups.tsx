import { Figures } from "@/charts/charted";
import { count, figure, percent } from "@/ui/format";
import { Section } from "@/ui/sheet";
import { Status } from "@/ui/status";
import { Term } from "@/ui/term";
import { type Fairness, MEANS, saysFairness, saysFeature } from "../model";
import css from "../models.module.css";

/** How the groups of chosen attributes fare. */
export function Groups({ fairness }: { fairness: Fairness }) {
  const limited = fairness.most_gap != null || fairness.most_miss != null;
  return (
    <Section title="Fairness" words={saysFairness(fairness)}>
      {fairness.comparisons.map((each) => (
        <section key={each.attribute} className={css.groups} aria-label={each.attribute}>
          <h3>
            {saysFeature(each.attribute)}
            {(limited || each.beyond) && (
              <Status tone={each.beyond ? "bad" : "good"}>
                {each.beyond ? "Beyond the limit" : "Within limits"}
              </Status>
            )}
            <span className="quiet">
              scored high {apart(each.gap, fairness.most_gap)}, found {apart(each.miss, fairness.most_miss)},
              while they really differ by {points(each.rate_gap)}
            </span>
          </h3>
          <Figures
            label={`Groups by ${each.attribute}`}
            head={[
              "Group",
              "People",
              "Have the outcome",
              "Scored high",
              "Of those with it",
              "Of the others",
              <Term key="auc" means={MEANS.auc}>
                AUC
              </Term>,
              <Term key="ece" means={MEANS.ece}>
                ECE
              </Term>,
            ]}
            rows={each.groups.map((group) => [
              group.name,
              count(group.rows),
              percent(group.rate),
              percent(group.chosen),
              group.found === null ? "–" : percent(group.found),
              group.wrongly === null ? "–" : percent(group.wrongly),
              group.auc === null ? "–" : group.auc.toFixed(3),
              group.ece.toFixed(3),
            ])}
          />
        </section>
      ))}
    </Section>
  );
}

/** How far groups lie apart, beside how far they may: `12 points apart of at most 10`. */
function apart(value: number, most: number | null | undefined): string {
  const found = `${points(value)} points apart`;
  return most == null ? found : `${found} of at most ${points(most)}`;
}

const points = (share: number): string => figure(Math.round(share * 1_000) / 10);
