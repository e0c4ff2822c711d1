import { api } from "@/api/client";
import { saysReason } from "@/features/models/model";
import { percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { WhyDrawer, WhyTrait } from "@/ui/why";
import why from "@/ui/why.module.css";
import { type Computed, nameOf, type Profile, saysAmount } from "../model";
import css from "./why-computed.module.css";

interface Props {
  profile: Profile;
  /** What is asked about; the drawer is shut without it. */
  asked: Computed | null;
  onClose: () => void;
}

/** Why a trait or a score of a person is what it is. */
export function WhyComputed({ profile, asked, onClose }: Props) {
  const says = asked && (
    <span>
      <b>{asked.name}</b> is <b className="figure">{asked.words}</b>
      {asked.title && <span className={why.until}>{asked.title}</span>}
    </span>
  );
  return (
    <WhyDrawer opened={asked !== null} name={nameOf(profile)} onClose={onClose}>
      {asked?.sort === "trait" && <WhyTrait profile={profile.id} trait={asked.id} says={says} />}
      {asked?.sort === "score" && <WhyScore profile={profile.id} asked={asked} says={says} />}
    </WhyDrawer>
  );
}

/** What a model saw of them, and which way it pushes. */
function WhyScore({ profile, asked, says }: { profile: string; asked: Computed; says: React.ReactNode }) {
  const scores = api.useQuery("get", "/api/v1/profiles/{profile_id}/scores", {
    params: { path: { profile_id: profile } },
  });
  return (
    <Answer of={scores} lines={8}>
      {({ items }) => {
        const score = items.find((one) => one.model === asked.id);
        if (!score) return <p className="quiet">This score did not come from a model here.</p>;
        return (
          <div className={why.why}>
            <p className={why.verdict}>{says}</p>
            <dl className={css.facts}>
              <dt>Worked out</dt>
              <dd>
                <Moment at={score.at} />, by version {score.version}
              </dd>
              <dt>Among all</dt>
              <dd>above {percent((score.percentile - 1) / 100)} of those who were scored</dd>
              {score.low !== null && score.high !== null && (
                <>
                  <dt>Likely between</dt>
                  <dd className="figure">
                    {saysAmount(score.low, asked.unit)} and {saysAmount(score.high, asked.unit)}
                  </dd>
                </>
              )}
            </dl>
            {score.reasons.length > 0 ? (
              <>
                <h3 className={css.head}>What pushes it most</h3>
                <ul className={css.reasons}>
                  {score.reasons.map((reason) => (
                    <li key={reason.feature} data-up={reason.push > 0}>
                      <span aria-hidden>{reason.push > 0 ? "↑" : "↓"}</span>
                      <span className="unseen">{reason.push > 0 ? "raised by" : "lowered by"}</span>
                      {saysReason(reason.feature, reason.value)}
                    </li>
                  ))}
                </ul>
              </>
            ) : (
              <p className={css.head}>It rests on how often, how lately and how much they bought.</p>
            )}
          </div>
        );
      }}
    </Answer>
  );
}
