import { CopyButton, Select, Tooltip, UnstyledButton } from "@mantine/core";
import { IconCopy, IconHelpCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { useSourceNames } from "@/api/sources";
import { humane, moment, plain } from "@/ui/format";
import { Glide } from "@/ui/glide";
import { Moment } from "@/ui/moment";
import { Soon } from "@/ui/soon";
import { Answer, Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import { WhySegment } from "@/ui/why";
import { type Computed, flat, nameOf, namesOf, type Profile } from "../model";
import { useComputed, useStandings } from "../use-known";
import { Passages } from "./passages";
import css from "./side.module.css";
import { WhyComputed } from "./why-computed";

/** Of names: somebody who visits for years has a cookie for each browser. */
const FEW = 8;

/** What is known of a person, beside what happened. */
export function Side({ profile }: { profile: Profile }) {
  return (
    <Glide as="aside" aria-label="What is known" className={`${css.side} in-order`}>
      <Names profile={profile} />
      <Soon>
        <Segments profile={profile} />
        <Traits profile={profile} />
        <Consents profile={profile} />
        <Attributes profile={profile} />
        <Passages id={profile.id} />
        <Part title="Profile">
          <Row name="In Clew since">
            <Moment at={profile.created_at} />
          </Row>
          <Row name="Last record">
            <Moment at={profile.last_at} />
          </Row>
          <Row name="Id">
            <code className="clip">{profile.id}</code>
          </Row>
        </Part>
      </Soon>
    </Glide>
  );
}

export function Part({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: string;
  children: React.ReactNode;
}) {
  return (
    <section aria-label={title} className={css.part} data-glide>
      <h2>
        {title}
        {aside && <span className="quiet">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}

export function Row({ name, title, children }: { name: string; title?: string; children: React.ReactNode }) {
  return (
    <div className={css.row} title={title}>
      <span className={css.name}>{name}</span>
      <span className={css.value}>{children}</span>
    </div>
  );
}

function Names({ profile }: { profile: Profile }) {
  const [all, setAll] = useState(false);
  const names = namesOf(profile);
  const shown = all || names.length <= FEW + 1 ? names : names.slice(0, FEW);
  return (
    <Part title="Known by" aside={String(names.length)}>
      {shown.map((identity) => (
        <div key={`${identity.namespace} ${identity.value}`} className={css.row}>
          <span className={css.name}>{humane(identity.namespace)}</span>
          <span className={css.value}>{identity.value}</span>
          <CopyButton value={identity.value}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? "Copied" : "Copy"}>
                <UnstyledButton
                  className={css.copy}
                  onClick={copy}
                  aria-label={`Copy ${humane(identity.namespace)}`}
                >
                  <IconCopy size={13} stroke={1.6} />
                </UnstyledButton>
              </Tooltip>
            )}
          </CopyButton>
        </div>
      ))}
      {shown.length < names.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all {names.length}
        </button>
      )}
    </Part>
  );
}

function Segments({ profile }: { profile: Profile }) {
  const [asked, setAsked] = useState<string | null>(null);
  const segments = profile.segments ?? [];
  // Where somebody was in a segment before it was published, their history has to be read for the instant.
  const told = api.useQuery(
    "get",
    "/api/v1/profiles/{profile_id}/segments",
    { params: { path: { profile_id: profile.id } } },
    { enabled: segments.some((segment) => segment.since === null) },
  );
  const known = [...segments, ...(told.data?.items ?? [])];
  const since = new Map(known.flatMap(({ id, since: at }) => (at === null ? [] : [[id, at] as const])));
  return (
    <Part title="Segments" aside={String(segments.length)}>
      {segments.length === 0 && <p className="quiet">In no segment now.</p>}
      {segments.map((segment) => (
        <div key={segment.id} className={css.row} data-glide>
          <Link to="/segments/$id" params={{ id: segment.id }} className={`${css.segment} clip`}>
            {segment.name}
          </Link>
          <span className={css.since}>
            {since.has(segment.id) && <Moment at={since.get(segment.id) ?? ""} />}
          </span>
          <UnstyledButton
            className={css.why}
            onClick={() => setAsked(segment.id)}
            aria-label={`Why in ${segment.name}?`}
          >
            <IconHelpCircle size={13} stroke={1.6} aria-hidden /> Why
          </UnstyledButton>
        </div>
      ))}
      <OtherWhy profile={profile} onAsk={setAsked} />
      <WhySegment
        profile={profile.id}
        name={nameOf(profile)}
        segment={asked}
        onClose={() => setAsked(null)}
      />
    </Part>
  );
}

/** Why somebody is *not* in a segment is asked as often. */
function OtherWhy({ profile, onAsk }: { profile: Profile; onAsk: (segment: string) => void }) {
  const all = useAll("segments");
  const inside = new Set((profile.segments ?? []).map((segment) => segment.id));
  const others = (all.data ?? []).filter((segment) => segment.state === "live" && !inside.has(segment.id));
  return (
    <Select
      data-glide
      className={css.other}
      aria-label="Why not in…"
      placeholder={all.data && others.length === 0 ? "In every segment" : "Why not in…"}
      searchable
      nothingFoundMessage="No such segment"
      disabled={others.length === 0}
      value={null}
      onChange={(segment) => segment && onAsk(segment)}
      data={others.map((segment) => ({ value: segment.id, label: segment.name }))}
    />
  );
}

function Traits({ profile }: { profile: Profile }) {
  const computed = useComputed(profile);
  const [asked, setAsked] = useState<Computed | null>(null);
  if (computed?.length === 0) return null;
  return (
    <Part title="Traits and scores">
      {!computed && <Loading lines={4} />}
      {computed?.map((one) => (
        <div key={one.key} className={css.row} title={one.title}>
          <span className={css.name}>{one.name}</span>
          <span className={`${css.value} figure`}>{one.words}</span>
          <UnstyledButton
            className={css.why}
            onClick={() => setAsked(one)}
            aria-label={`Why is ${one.name} ${one.words}?`}
          >
            <IconHelpCircle size={13} stroke={1.6} aria-hidden /> Why
          </UnstyledButton>
        </div>
      ))}
      <WhyComputed profile={profile} asked={asked} onClose={() => setAsked(null)} />
    </Part>
  );
}

function Consents({ profile }: { profile: Profile }) {
  const standings = useStandings(profile);
  return (
    <Part title="Consent">
      {!standings && <Loading lines={3} />}
      {standings?.length === 0 && <p className="quiet">They said nothing, so they may not be contacted.</p>}
      {standings?.map(({ key, name, words, may }) => (
        <div key={key} className={css.row}>
          <span className={css.name}>{name}</span>
          <Status tone={may ? "good" : "quiet"}>{words}</Status>
        </div>
      ))}
    </Part>
  );
}

function Attributes({ profile }: { profile: Profile }) {
  const provenance = api.useQuery("get", "/api/v1/profiles/{profile_id}/provenance", {
    params: { path: { profile_id: profile.id } },
  });
  const facts = flat(profile.attributes ?? {});
  const sourceName = useSourceNames();
  return (
    <Part title="Attributes" aside={String(facts.length)}>
      {facts.length === 0 && <p className="quiet">They have told nothing about themselves yet.</p>}
      <Answer of={provenance} lines={facts.length}>
        {({ items }) => {
          const origins = new Map(items.map((item) => [item.name, item]));
          return facts.map(([name, value]) => {
            const origin = origins.get(name.split(".")[0] ?? name);
            return (
              <div key={name} className={css.fact}>
                <Row name={humane(name)}>{plain(value)}</Row>
                {origin && (
                  <span className={css.origin} title={moment(origin.at)}>
                    from {sourceName(origin.source)}, <Moment at={origin.at} />
                  </span>
                )}
              </div>
            );
          });
        }}
      </Answer>
    </Part>
  );
}
