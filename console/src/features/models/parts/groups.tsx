import { Figures } from "@/charts/charted";
import { count, figure, percent } from "@/ui/format";
import { Section } from "@/ui/sheet";
import { Status } from "@/ui/status";
import { Term } from "@/ui/term";
import { type Fairness, MEANS, saysFeature } from "../model";
import css from "../models.module.css";

/** How the groups of chosen attributes fare. */
export function Groups({ fairness }: { fairness: Fairness }) {
  return (
    <Section
      title="Fairness"
      words={`Who is among the quarter scored highest (from ${percent(fairness.threshold)}), by group.${fairness.blocks ? " A limit is broken, so this version can’t be published." : ""}`}
    >
      {fairness.comparisons.map((each) => (
        <section key={each.attribute} className={css.groups} aria-label={each.attribute}>
          <h3>
            {saysFeature(each.attribute)}
            <Status tone={each.beyond ? "bad" : "good"}>
              {each.beyond ? "Beyond the limit" : "Within limits"}
            </Status>
            <span className="quiet">
              chosen {figure(each.gap * 100)} points apart, found {figure(each.miss * 100)}; they really
              differ by {figure(each.rate_gap * 100)}
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
