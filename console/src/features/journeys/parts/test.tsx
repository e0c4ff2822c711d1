import { Button, Select, Timeline } from "@mantine/core";
import { IconFlask, IconMail } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { useSoon, useWork } from "@/api/live";
import { sentence } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { saysStatus, toneOf } from "@/features/messages/model/statuses";
import { PersonField } from "@/features/profiles/person-field";
import { moment } from "@/ui/format";
import { begun, Said } from "@/ui/said";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { draftOf } from "../model/draft";
import player from "../player/player.module.css";
import { KeyValues } from "./key-values";
import { calledBy, type NamesIn, useStepNames } from "./names";

import css from "./test.module.css";

const SPEEDS = [
  { value: "1", label: "As fast as it is: a day takes a day" },
  { value: "60", label: "An hour takes a minute" },
  { value: "1440", label: "A day takes a minute" },
  { value: "10080", label: "A week takes a minute" },
  { value: "1000000", label: "At once: a week takes under a second" },
];

const WORDS =
  "Waits are shortened, and what it sends stays in the local outbox. Quiet hours, caps and rules of coming again don’t count, and no figure counts it; consent does.";

const LOOKED_AT = 200;
const PATH = "/api/v1/journeys/{document_id}/tests/{profile_id}";

type Journey = View<"JourneyView">;

/** Somebody goes through the journey as it is live, much faster; what it sends stays here. */
export default function Test({ journey }: { journey: Journey }) {
  const [profile, setProfile] = useState("");
  const { body } = useMemo(() => draftOf(journey as never), [journey]);
  const go = useNavigate();
  if (journey.state !== "live") {
    return (
      <Sheet>
        <EmptyState
          icon={IconFlask}
          title="Only a journey that is live can be tested"
          words="A test lets somebody of your choice through within minutes, and sends nothing. Before it is published, play it over the past instead: that needs nothing live."
          action={
            <Button
              variant="default"
              onClick={() =>
                void go({ to: "/journeys/$id", params: { id: journey.id }, search: { tab: "simulate" } })
              }
            >
              Play it over the past
            </Button>
          }
        />
      </Sheet>
    );
  }
  return (
    <Sheet>
      <Begin journey={journey} event={body.entry.event ?? ""} profile={profile} setProfile={setProfile} />
      {profile && <Tests journey={journey.id} profile={profile} />}
    </Sheet>
  );
}

interface BeginProps {
  journey: Journey;
  /** The event that begins it, whose properties its steps may ask for; empty if none does. */
  event: string;
  profile: string;
  setProfile: (profile: string) => void;
}

function Begin({ journey, event, profile, setProfile }: BeginProps) {
  const [speed, setSpeed] = useState("1440");
  const [properties, setProperties] = useState<Record<string, unknown>>({});
  const [busy, setBusy] = useState(false);
  const may = useMay("documents:write");
  const last = useLast(profile, event);
  // What they last said is what their letter would be about; it can be written over.
  useEffect(() => setProperties(last?.properties ?? {}), [last]);
  async function begin() {
    setBusy(true);
    try {
      await client.POST("/api/v1/journeys/{document_id}/tests", {
        params: { path: { document_id: journey.id } },
        body: { profiles: [profile], speed: Number(speed), properties },
      });
      await queries.invalidateQueries({ queryKey: ["get", PATH] });
      tell("They are on their way.");
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section
      title={may ? "Let somebody through" : "How tests went"}
      words={
        may
          ? WORDS
          : "Who may change a journey can let somebody through it, much faster than it is. Choose a person to see their tests."
      }
    >
      <div className={css.begin}>
        <PersonField
          label="Who"
          placeholder="Email, customer number, name…"
          value={profile}
          onChange={setProfile}
        />
        {may && (
          <>
            <Select
              label="How fast"
              data={SPEEDS}
              value={speed}
              onChange={(found) => setSpeed(found ?? "1440")}
            />
            {event && (
              <div>
                <KeyValues
                  key={`${profile} ${last?.id}`}
                  label="What the entry event says"
                  values={last?.properties ?? {}}
                  onChange={setProperties}
                />
                <p className="quiet" role="status">
                  {last
                    ? `As in their last ${event}, ${moment(last.ts)}.`
                    : profile &&
                      `They have not done ${event} lately: messages that ask for what it says are held.`}
                </p>
              </div>
            )}
            <Button className={css.go} loading={busy} disabled={profile === ""} onClick={() => void begin()}>
              Let them through
            </Button>
          </>
        )}
      </div>
    </Section>
  );
}

/** The last event of a type among the newest things that somebody did; undefined where there is none. */
function useLast(profile: string, event: string): View<"TimelineEvent"> | undefined {
  const { data } = api.useQuery(
    "get",
    "/api/v1/profiles/{profile_id}/timeline",
    { params: { path: { profile_id: profile }, query: { about: ["events"], limit: LOOKED_AT } } },
    // What somebody is writing over is not taken from under their hands.
    { enabled: profile !== "" && event !== "", staleTime: Number.POSITIVE_INFINITY },
  );
  return data?.items.find((item) => item.item === "event" && item.type === event) as
    | View<"TimelineEvent">
    | undefined;
}

/** Every test of one person, the newest first; followed while it goes on. */
function Tests({ journey, profile }: { journey: string; profile: string }) {
  const tests = api.useQuery(
    "get",
    PATH,
    { params: { path: { document_id: journey, profile_id: profile } } },
    { staleTime: 0 },
  );
  useWork("tests", tests.refetch);
  // What becomes of a message is an event.
  useSoon(() => void tests.refetch());
  const names = useStepNames((tests.data?.items ?? []).map(({ version }) => ({ journey, version })));
  return (
    <Answer of={{ ...tests, data: names && tests.data, isPending: tests.isPending || !names }}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet" role="status">
            This person has not been through a test yet.
          </p>
        ) : (
          items.map(
            (one) => names && <One key={one.participant} journey={journey} test={one} namesIn={names} />,
          )
        )
      }
    </Answer>
  );
}

function One({ journey, test, namesIn }: { journey: string; test: View<"TestedView">; namesIn: NamesIn }) {
  const names = namesIn({ journey, version: test.version });
  const called = calledBy(names);
  return (
    <Section
      title={`Test of ${moment(test.entered)}`}
      words={`Version ${test.version}. ${test.ended ? `Over: ${test.reason}.` : `Under way, at ${names.stepOf(test.node)}.`}`}
    >
      <div className={player.story}>
        <Timeline bulletSize={14} lineWidth={1.5} active={test.steps.length}>
          {test.steps.map((step) => (
            <Timeline.Item key={`${step.at} ${step.node} ${step.text}`}>
              <span className={player.when}>{moment(step.at)}</span>
              <br />
              <Said text={begun(step.text)} called={called} />
            </Timeline.Item>
          ))}
        </Timeline>
        <div>
          <h3 className={player.title}>Messages</h3>
          {test.messages.length === 0 && <p className="quiet">None so far.</p>}
          {test.messages.map((message) => (
            <div key={message.key}>
              <Link to="/outbox" search={{ key: message.key }} className={player.message}>
                <IconMail size={15} stroke={1.7} aria-hidden />
                <span className="clip">
                  {message.template ? names.named("template", message.template) : names.stepOf(message.node)}
                </span>
                <MessageStatus status={message.status} />
              </Link>
              {message.said && <p className={css.why}>{sentence(message.said)}</p>}
            </div>
          ))}
        </div>
      </div>
    </Section>
  );
}

/** How a test's message stands: it is kept, whatever its channel. */
function MessageStatus({ status }: { status: string }) {
  const standing = { status, kept: status === "sent" };
  return <Status tone={toneOf(standing)}>{saysStatus(standing)}</Status>;
}
