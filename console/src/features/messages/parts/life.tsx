import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { useMessageWork, useSoon } from "@/api/live";
import { sentence } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { useStepNames } from "@/features/journeys/parts/names";
import { PersonLink } from "@/features/profiles/person-link";
import { channelName, moment } from "@/ui/format";
import { Letter } from "@/ui/letter";
import { Answer, ErrorNote, Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import css from "../messages.module.css";
import { isOver, saysStatus, toneOf, toneOfStep } from "../model/statuses";

/** A message stands elsewhere: it is asked for again, and so are the list that it stands in and the counts. */
const moved = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ["get", "/api/v1/messages/{key}"] }),
    queries.invalidateQueries({ queryKey: ["messages"] }),
    queries.invalidateQueries({ queryKey: ["get", "/api/v1/messages/counts"] }),
  ]);

/** One message: what it says, what became of it, and why; it moves while it is under way. */
export function MessageLife({ id }: { id: string }) {
  const message = api.useQuery("get", "/api/v1/messages/{key}", { params: { path: { key: id } } });
  // What is on its way, or waits for somebody to decide, is followed until its end is told; what came of it later is
  // told with its person.
  const { status, life = [] } = message.data ?? {};
  const over = status === undefined || isOver(status);
  const followed = useRef(false);
  if (status !== undefined && !over) followed.current = true;
  useMessageWork(id, !over || (followed.current && life.every(({ what }) => what !== status)), moved);
  useSoon(() => void message.refetch(), 1_000);
  return <Answer of={message}>{(found) => <Life message={found} />}</Answer>;
}

function Life({ message }: { message: View<"MessageDetailView"> }) {
  const journey = useName("journeys", message.journey);
  const template = useName("templates", message.template);
  const standing = { journey: message.journey, version: message.journey_version };
  const names = useStepNames(message.journey ? [standing] : []);
  const said = usePurpose(message.purpose, message.topic);
  // A name that came later would break a line that stands already.
  if (journey === undefined || template === undefined || !said || (message.journey && !names)) {
    return <Loading lines={12} />;
  }
  const { purpose, topic } = said;
  return (
    <div className={css.life}>
      <div className={css.facts}>
        <Status tone={toneOf(message)}>{saysStatus(message)}</Status>
        <span>{sentence(whyKept(message) ?? message.said)}</span>
      </div>
      {message.decidable && <Decide id={message.key} status={message.status} />}
      <dl className={css.details}>
        <dt>Person</dt>
        <dd>
          <PersonLink id={message.profile} />
        </dd>
        {message.journey && (
          <>
            <dt>Journey</dt>
            <dd>
              <Link to="/journeys/$id" params={{ id: message.journey }} className="link">
                {journey}
              </Link>{" "}
              <span className="quiet">at {names ? names(standing).stepOf(message.node) : "…"}</span>
            </dd>
          </>
        )}
        {message.template && (
          <>
            <dt>Template</dt>
            <dd>
              <Link to="/templates/$id" params={{ id: message.template }} className="link">
                {template}
              </Link>{" "}
              <span className="quiet">version {message.template_version}</span>
            </dd>
          </>
        )}
        {message.purpose && (
          <>
            <dt>Purpose</dt>
            <dd>
              {purpose}
              {topic && `: ${topic}`}
              {message.transactional && <span className="quiet"> (needs no consent)</span>}
            </dd>
          </>
        )}
        <dt>Channel</dt>
        <dd>{channelName(message.channel)}</dd>
      </dl>
      <ol className={css.course} aria-label="What became of it">
        {message.life.map((one) => (
          <li key={`${one.at} ${one.what}`} data-tone={toneOfStep(one.what, message.kept)}>
            {sentence(one.said)}
            {saysMore(one.details) && <span className={css.more}>{saysMore(one.details)}</span>}
            <span className={css.when}>
              {moment(one.at)}
              {one.details.bot === true && ", by a machine"}
            </span>
          </li>
        ))}
        {message.due_at && !isOver(message.status) && (
          <li data-tone="next">
            {message.status === "retry" ? "It is tried again" : "It goes on"}
            <span className={css.when}>{moment(message.due_at)}</span>
          </li>
        )}
      </ol>
      {Object.keys(message.parts).length + Number(message.page) > 0 && (
        <Letter
          channel={message.channel}
          parts={message.parts}
          src={message.page ? `/api/v1/messages/pages/${message.key}` : undefined}
        />
      )}
    </div>
  );
}

/** Why nobody was written to, where that is so. */
function whyKept({ kept, sandbox, channel }: View<"MessageRowView">): string | undefined {
  if (!kept) return undefined;
  if (sandbox) return "nobody was written to: it was sent in a test";
  if (channel === "local") return "nobody was written to: the local outbox is where it goes";
  return "nobody was written to: its channel has no provider";
}

/** What else was told: which link was clicked, what the provider answered. */
function saysMore(details: Readonly<Record<string, unknown>>): string {
  const { link, reference, status } = details;
  if (typeof link === "string") return link;
  if (typeof reference === "string" && !reference.startsWith("local:"))
    return `The provider says: ${reference}`;
  return typeof status === "string" || typeof status === "number" ? `The provider says: ${status}` : "";
}

/** What people call a document; of one that is archived its id, and undefined until that is known. */
function useName(documents: "journeys" | "templates", id: string): string | undefined {
  const all = useAll(documents, { enabled: id !== "" });
  if (id !== "" && all.isPending) return undefined;
  return all.data?.find((one) => one.id === id)?.name || id;
}

/** What people call a purpose and a topic of it; undefined until that is known. */
function usePurpose(purpose: string, topic: string): { purpose: string; topic: string } | undefined {
  const may = useMay("consents:read");
  const asked = may && purpose !== "";
  const all = api.useQuery("get", "/api/v1/purposes", {}, { enabled: asked, staleTime: 60_000 });
  if (asked && all.isPending) return undefined;
  const found = all.data?.items.find((one) => one.id === purpose);
  return { purpose: found?.name || purpose, topic: found?.topics[topic] || topic };
}

const SAYS: Record<string, string> = {
  held: "It could not be made. Mend its template or the person’s data, then release it again.",
  unknown: "Nobody knows whether the provider took it. Sending again may reach somebody twice.",
};

/** What only a person can decide. */
function Decide({ id, status }: { id: string; status: string }) {
  const may = useMay("messages:write");
  async function decide(decision: "send" | "dismiss") {
    try {
      await client.POST("/api/v1/messages/{key}/decide", {
        params: { path: { key: id } },
        body: { verdict: decision },
      });
      await moved();
      tell(decision === "send" ? "It is asked for release again." : "Dismissed: it won’t be sent.");
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <div className={css.decide}>
      <ErrorNote words={SAYS[status] ?? "It waits for your decision."} />
      {may && (
        <div className={css.buttons}>
          <Button variant="default" onClick={() => void decide("send")}>
            Send it
          </Button>
          <Button variant="default" onClick={() => void decide("dismiss")}>
            Dismiss it
          </Button>
        </div>
      )}
    </div>
  );
}
