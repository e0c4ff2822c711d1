import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api } from "@/api/client";
import { calledBy, useStepNames } from "@/features/journeys/parts/names";
import { humane, moment } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { begun, Said } from "@/ui/said";
import { Answer, Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import css from "./passages.module.css";
import { Part } from "./side";

/** As many as one looks at: who comes often goes through a journey many times. */
const FEW = 4;

/** The journeys of a person: under way with what is next, ended with how. */
export function Passages({ id }: { id: string }) {
  const found = api.useQuery("get", "/api/v1/profiles/{profile_id}/journeys", {
    params: { path: { profile_id: id } },
  });
  const [all, setAll] = useState(false);
  const items = found.data?.items ?? [];
  const names = useStepNames(items.filter((way) => way.status === "active"));
  if (found.isPending || !names) return <Loading lines={3} />;
  if (items.length === 0) return null;
  const shown = all ? items : items.slice(0, FEW);
  return (
    <Part title="Journeys" aside={String(items.length)}>
      <ul className={css.list}>
        {shown.map((way) => (
          <li key={way.participant}>
            <Link to="/journeys/$id" params={{ id: way.journey }} className={css.name}>
              {way.name}
            </Link>
            <Status tone={way.status === "active" ? "good" : "quiet"}>
              {way.status === "active" ? "Under way" : way.status === "ended" ? "Ended" : "Held out"}
            </Status>
            <p className="quiet">
              {way.status === "active" && `At ${names(way).stepOf(way.node)}`}
              {way.status === "active" && way.next_at && `, goes on ${moment(way.next_at)}`}
              {way.status === "ended" && way.reason}
              {way.status === "held_out" && "Gets nothing, to be compared with those who do"}
            </p>
            <Steps profile={id} journey={way.journey} participant={way.participant}>
              entered <Moment at={way.entered} />
            </Steps>
          </li>
        ))}
      </ul>
      {shown.length < items.length && (
        <button type="button" className={css.all} onClick={() => setAll(true)}>
          Show all {items.length}
        </button>
      )}
    </Part>
  );
}

interface StepsProps {
  profile: string;
  journey: string;
  participant: string;
  children: ReactNode;
}

/** Every step of one way, once that is asked for. */
function Steps({ profile, journey, participant, children }: StepsProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details className={css.steps} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        {children}
        <span className={css.every}>every step</span>
      </summary>
      {opened && <Way profile={profile} journey={journey} participant={participant} />}
    </details>
  );
}

function Way({ profile, journey, participant }: Omit<StepsProps, "children">) {
  const why = api.useQuery("get", "/api/v1/journeys/{document_id}/why/{profile_id}", {
    params: { path: { document_id: journey, profile_id: profile } },
  });
  const steps = why.data?.ways.find((way) => way.participant === participant)?.steps ?? [];
  const names = useStepNames(steps.map(({ version }) => ({ journey, version })));
  return (
    <Answer of={{ ...why, data: names && why.data, isPending: why.isPending || !names }} lines={3}>
      {() => (
        <ol>
          {steps.map((step, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was done is not done otherwise.
            <li key={place}>
              <span>
                <Said
                  text={begun(step.text)}
                  called={(name) =>
                    names && (calledBy(names({ journey, version: step.version }))(name) ?? humane(name))
                  }
                />
              </span>
              <Moment at={step.at} />
            </li>
          ))}
        </ol>
      )}
    </Answer>
  );
}
