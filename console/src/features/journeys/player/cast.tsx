import { Button, Modal, Timeline } from "@mantine/core";
import { IconArrowLeft, IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { PersonName } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { useFocusBack } from "@/ui/focus-back";
import { count, moment } from "@/ui/format";
import { Letter } from "@/ui/letter";
import { saysReason } from "@/ui/reasons";
import { begun, Said } from "@/ui/said";
import { Answer, EmptyState } from "@/ui/states";
import { useBench } from "../parts/bench";
import { calledBy } from "../parts/names";
import css from "./player.module.css";

type Played = View<"PlayedView">;

const COLUMNS: Column<Played>[] = [
  { id: "profile", label: "Person", cell: (one) => <PersonName id={one.profile} /> },
  { id: "entered", label: "Entered", width: "80px", align: "right", cell: (one) => count(one.entered) },
  { id: "messages", label: "Messages", width: "86px", align: "right", cell: (one) => count(one.messages) },
  {
    id: "stopped",
    label: "Stopped",
    width: "80px",
    align: "right",
    wide: true,
    cell: (one) => count(one.suppressed),
  },
  {
    id: "ended",
    label: "Ended",
    wide: true,
    cell: (one) => (one.ended ? begun(saysReason(one.ended)) : "Under way"),
  },
];

/** Who would have come in; one of them step by step, with the messages as they would have looked. */
export function Cast({ simulation, close }: { simulation: string; close: () => void }) {
  useFocusBack();
  const [profile, setProfile] = useState<string | null>(null);
  return (
    <Modal opened onClose={close} size="xl" title={profile ? <Way of={profile} /> : "Who would have entered"}>
      {profile ? (
        <Story simulation={simulation} profile={profile} back={() => setProfile(null)} />
      ) : (
        <People simulation={simulation} choose={setProfile} />
      )}
    </Modal>
  );
}

function Way({ of }: { of: string }) {
  return (
    <>
      The way of <PersonName id={of} />
    </>
  );
}

function People({ simulation, choose }: { simulation: string; choose: (profile: string) => void }) {
  const people = usePages(["simulation-people", simulation], (cursor, signal) =>
    client.GET("/api/v1/journey-simulations/{simulation_id}/people", {
      params: { path: { simulation_id: simulation }, query: { cursor, limit: 100 } },
      signal,
    }),
  );
  return (
    <Answer of={people}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState
            title="Nobody"
            words="Nobody would have come in over this time. Try a longer one, or another entry."
          />
        ) : (
          <div className={css.cast}>
            <DataTable
              label="People of the simulation"
              columns={COLUMNS}
              rows={rows}
              rowKey={(one) => one.profile}
              onOpen={(one) => choose(one.profile)}
              opening
              onEnd={people.more}
            />
          </div>
        )
      }
    </Answer>
  );
}

function Story({ simulation, profile, back }: { simulation: string; profile: string; back: () => void }) {
  const [shown, setShown] = useState<string | null>(null);
  const bench = useBench();
  const called = calledBy(bench);
  const path = { simulation_id: simulation, profile_id: profile };
  const story = api.useQuery("get", "/api/v1/journey-simulations/{simulation_id}/people/{profile_id}", {
    params: { path },
  });
  const letter = api.useQuery(
    "get",
    "/api/v1/journey-simulations/{simulation_id}/people/{profile_id}/message",
    { params: { path, query: { key: shown ?? "" } } },
    { enabled: shown !== null },
  );
  return (
    <>
      <Button variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={14} />} onClick={back}>
        All people
      </Button>
      <Answer of={story}>
        {(found) => (
          <div className={`${css.story} ${css.tall}`}>
            <Timeline bulletSize={14} lineWidth={1.5} active={found.steps.length}>
              {found.steps.map((step) => (
                <Timeline.Item key={`${step.at} ${step.node} ${step.text}`}>
                  <span className={css.when}>{moment(step.at)}</span>
                  <br />
                  <Said text={begun(step.text)} called={called} />
                </Timeline.Item>
              ))}
            </Timeline>
            <div>
              <h3 className={css.title}>Messages</h3>
              {found.messages.length === 0 && <p className="quiet">None would have been sent.</p>}
              {found.messages
                .filter((message) => message.kind === "send")
                .map((message) => (
                  <button
                    key={message.key}
                    type="button"
                    className={css.message}
                    aria-pressed={shown === message.key}
                    onClick={() => setShown(message.key)}
                  >
                    <IconMail size={15} stroke={1.7} aria-hidden />
                    <span className="clip">{bench.named("template", message.template)}</span>
                    <span className={css.when}>{moment(message.at)}</span>
                  </button>
                ))}
              {shown && (
                <Answer of={letter}>{(made) => <Letter parts={made.parts} problem={made.problem} />}</Answer>
              )}
            </div>
          </div>
        )}
      </Answer>
    </>
  );
}
