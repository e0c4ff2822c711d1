import { Button, Timeline } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { api, client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { PersonLink } from "@/features/profiles/person-link";
import { moment } from "@/ui/format";
import { Letter } from "@/ui/letter";
import { Answer, ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import css from "../messages.module.css";
import { saysStatus, toneOf } from "../model/statuses";

/** One message: what it says, what became of it, and why. */
export function MessageLife({ id }: { id: string }) {
  const message = api.useQuery("get", "/api/v1/messages/{key}", { params: { path: { key: id } } });
  return <Answer of={message}>{(found) => <Life message={found} />}</Answer>;
}

function Life({ message }: { message: View<"MessageDetailView"> }) {
  return (
    <div className={css.life}>
      <div className={css.facts}>
        <Status tone={toneOf(message.status)}>{saysStatus(message)}</Status>
        {message.said && <span>{message.said}</span>}
      </div>
      {message.kept && (
        <p className="quiet">Nobody was written to: this channel has no provider, so it stays here.</p>
      )}
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
                {message.journey}
              </Link>{" "}
              <span className="quiet">at {message.node}</span>
            </dd>
          </>
        )}
        {message.template && (
          <>
            <dt>Template</dt>
            <dd>
              <Link to="/templates/$id" params={{ id: message.template }} className="link">
                {message.template}
              </Link>{" "}
              <span className="quiet">version {message.template_version}</span>
            </dd>
          </>
        )}
        <dt>Purpose</dt>
        <dd>
          {message.purpose}
          {message.topic && `, ${message.topic}`}
          {message.transactional && <span className="quiet"> (needs no consent)</span>}
        </dd>
      </dl>
      <Timeline bulletSize={14} lineWidth={1.5} active={message.life.length} className={css.timeline}>
        {message.life.map((one) => (
          <Timeline.Item key={`${one.at} ${one.what}`}>
            {one.said}
            <br />
            <span className={css.when}>
              {moment(one.at)}
              {one.details.bot === true && ", by a machine"}
            </span>
          </Timeline.Item>
        ))}
      </Timeline>
      {Object.keys(message.parts).length + Number(message.page) > 0 && (
        <Letter
          parts={message.parts}
          src={message.page ? `/api/v1/messages/pages/${message.key}` : undefined}
        />
      )}
    </div>
  );
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
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["get", "/api/v1/messages/{key}"] }),
        queries.invalidateQueries({ queryKey: ["messages"] }),
        queries.invalidateQueries({ queryKey: ["get", "/api/v1/messages/counts"] }),
      ]);
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
