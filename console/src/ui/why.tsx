import { Drawer } from "@mantine/core";
import { IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { api, type View } from "@/api/client";
import { count, moment, plain } from "./format";
import { currencyOf, gistOf, money, ofEvent } from "./happening";
import { Moment } from "./moment";
import { Answer } from "./states";
import css from "./why.module.css";

type Reason = View<"ReasonView">;
type Evidence = View<"EvidenceView">;

const REASONS = {
  window: "outside the time that counts",
  condition: "not as the condition says",
  since: "counted since then",
};

/** Records of a part that are seen at once: a definition has several parts. */
const FEW = 5;

interface Drawn {
  opened: boolean;
  /** Of the person. */
  name: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Beside the screen, why something is so of a person. */
export function WhyDrawer({ opened, name, onClose, children }: Drawn) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={460}
      title={<>Why? {name}</>}
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ content: css.drawer, title: css.title }}
    >
      {children}
    </Drawer>
  );
}

interface Props {
  profile: string;
  /** Of the person. */
  name: ReactNode;
  /** Id; the drawer is shut without one. */
  segment: string | null;
  onClose: () => void;
}

/** Why a person is or is not in a segment: the definition part by part, with the records that decide. */
export function WhySegment({ profile, name, segment, onClose }: Props) {
  return (
    <WhyDrawer opened={segment !== null} name={name} onClose={onClose}>
      {segment && <Explained profile={profile} segment={segment} />}
    </WhyDrawer>
  );
}

/** Why a trait of a person has its value: what it was read from, as it was defined. */
export function WhyTrait({ profile, trait, says }: { profile: string; trait: string; says: ReactNode }) {
  const why = api.useQuery("get", "/api/v1/traits/{document_id}/why/{profile_id}", {
    params: { path: { document_id: trait, profile_id: profile } },
  });
  return (
    <Answer of={why} lines={8}>
      {(found) => (
        <div className={css.why}>
          <p className={css.verdict}>{says}</p>
          <ul className={css.parts}>
            <Part reason={found.reason} />
          </ul>
        </div>
      )}
    </Answer>
  );
}

function Explained({ profile, segment }: { profile: string; segment: string }) {
  const why = api.useQuery("get", "/api/v1/segments/{document_id}/why/{profile_id}", {
    params: { path: { document_id: segment, profile_id: profile } },
  });
  const document = api.useQuery("get", "/api/v1/segments/{document_id}", {
    params: { path: { document_id: segment } },
  });
  return (
    <Answer of={why} lines={8}>
      {(found) => (
        <div className={css.why}>
          <p className={css.verdict}>
            <Sign value={found.member} />
            <span>
              <b>
                {found.member ? "In" : "Not in"} {document.data?.name ?? segment}
              </b>
              {found.since ? (
                <>
                  {" "}
                  since {moment(found.since)}
                  {found.cause && `, by ${found.cause === "clock" ? "the clock alone" : "an event"}`}
                </>
              ) : (
                ", and it never changed"
              )}
              {found.until && (
                <span className={css.until}>
                  {found.member ? "Leaves" : "Changes"} {moment(found.until)} if nothing happens.
                </span>
              )}
            </span>
          </p>
          <ul className={css.parts}>
            <Part reason={found.reason} />
          </ul>
        </div>
      )}
    </Answer>
  );
}

function Part({ reason }: { reason: Reason }) {
  const [all, setAll] = useState(false);
  const condition = typeof reason.value === "boolean";
  const records = [...(reason.evidence ?? [])].reverse();
  const shown = all || records.length <= FEW + 1 ? records : records.slice(0, FEW);
  const more = (reason.found ?? 0) - (reason.evidence ?? []).filter((record) => record.counts).length;
  return (
    <li className={css.part}>
      <div className={css.line}>
        {condition ? (
          <Sign value={reason.value === true} />
        ) : (
          <span className={css.value}>{saysValue(reason)}</span>
        )}
        <span>
          {reason.says}
          {reason.since && <span className={css.since}> since {moment(reason.since)}</span>}
          {reason.until && <span className={css.since}>, until {moment(reason.until)}</span>}
        </span>
      </div>
      {records.length > 0 && (
        <ul className={css.evidence}>
          {shown.map((record) => (
            <li key={`${record.source} ${record.id}`} data-counts={record.counts}>
              <span className="clip">
                {ofEvent(record).title}
                <span className="quiet"> {saysEvidence(record)}</span>
                {record.reason && <em> {REASONS[record.reason as keyof typeof REASONS]}</em>}
              </span>
              <Moment at={record.ts} />
            </li>
          ))}
          {shown.length < records.length && (
            <li>
              <button type="button" className="link" onClick={() => setAll(true)}>
                Show {records.length - shown.length} more
              </button>
            </li>
          )}
          {more > 0 && shown.length === records.length && (
            <li className="quiet">and {count(more)} earlier</li>
          )}
        </ul>
      )}
      {(reason.parts ?? []).length > 0 && (
        <ul className={css.parts}>
          {(reason.parts ?? []).map((part) => (
            <Part key={part.text} reason={part} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a record says, with what was read from it. */
function saysEvidence({ value, properties }: Evidence): string {
  const gist = gistOf(properties);
  const said = value === undefined || value === null || currencyOf(properties, value) !== undefined;
  const read = said ? "" : plain(value);
  return [gist.includes(read) ? "" : read, gist].filter(Boolean).join(" · ");
}

/** What was computed; an amount in the currency of everything that it was read from, where that is one. */
function saysValue({ value, evidence = [] }: Reason): string {
  const currencies = evidence
    .filter((record) => record.counts)
    .map((record) => currencyOf(record.properties, record.value));
  const [currency] = currencies;
  const one = currency !== undefined && currencies.every((other) => other === currency);
  return one && typeof value === "number" ? money(value, currency) : plain(value);
}

function Sign({ value }: { value: boolean | null }) {
  const Icon = value === null ? IconMinus : value ? IconCheck : IconX;
  return (
    <span className={css.sign} data-value={value}>
      <Icon size={13} stroke={2.2} aria-hidden />
      <span className="unseen">{value ? "true" : "false"}:</span>
    </span>
  );
}
