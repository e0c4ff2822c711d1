import { Button, Chip } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client } from "@/api/client";
import { useSourceNames } from "@/api/sources";
import { useStepNames } from "@/features/journeys/parts/names";
import { hour, longDay, moment, plain } from "@/ui/format";
import { Glide } from "@/ui/glide";
import { saysCause, stepNamedIn } from "@/ui/happening";
import { LiveSign } from "@/ui/live-sign";
import { Mark } from "@/ui/mark";
import { OneStop } from "@/ui/one-stop";
import { useRested } from "@/ui/soon";
import { Answer } from "@/ui/states";
import { daysOf, type Entry, entryOf, FILTERS, flat, isStep } from "../model";
import css from "./thread.module.css";

const PAGE = 60;
/** As many as any window shows at once. */
const SEEN = 16;

/** Everything that happened to a person and became true of them, newest first; new things show as they happen. */
export function Thread({ id }: { id: string }) {
  const [filters, setFilters] = useState<string[]>([]);
  // In their own order, so that the same ones are asked for once.
  const about = FILTERS.map((filter) => filter.id).filter((each) => filters.includes(each));
  const thread = useInfiniteQuery({
    queryKey: ["thread", id, about],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await client.GET("/api/v1/profiles/{profile_id}/timeline", {
        params: {
          path: { profile_id: id },
          query: {
            limit: PAGE,
            ...(about.length ? { about } : {}),
            ...(pageParam ? { cursor: pageParam } : {}),
          },
        },
        signal,
      });
      return data ?? { items: [] };
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // What is there stays until what is asked for is, but not somebody else's.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
  const rested = useRested();
  const told = (thread.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((item) => about.length > 0 || !isStep(item));
  const shown = rested ? told : told.slice(0, SEEN);
  const known = useStepNames(
    shown.flatMap((item) => (item.item === "fact" ? (stepNamedIn(item) ?? []) : [])),
  );
  // Steps that come later are called by what is known until theirs is; the first wait for it, or their lines would break anew.
  const named = useRef(known);
  if (known) named.current = known;
  const names = named.current;
  const { error, isPending, refetch } = thread;
  const answer = { data: names && thread.data, error, isPending: isPending || (!names && !error), refetch };
  return (
    <Glide as="section" aria-label="Thread" className={css.thread}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out by rules of its own. */}
      <div className={css.filters} role="group" aria-label="What is shown">
        <Chip.Group multiple value={filters} onChange={setFilters}>
          {FILTERS.map((filter) => (
            <Chip key={filter.id} value={filter.id} size="xs" variant="outline">
              {filter.label}
            </Chip>
          ))}
        </Chip.Group>
        <span className={css.live}>
          <LiveSign words="Live" person={id} />
        </span>
      </div>
      <Answer of={answer} lines={14}>
        {() => {
          const days = daysOf(
            shown.map((item) =>
              entryOf(item, (standing, node) => (names ? names(standing).stepOf(node) : "…")),
            ),
          );
          return (
            <>
              <OneStop items={`.${css.line}`}>
                {days.map(([day, entries]) => (
                  <section key={day} aria-label={longDay(day)} data-glide>
                    <h2 className={css.day}>{longDay(day)}</h2>
                    <ol>
                      {entries.map((entry) => (
                        <Item key={entry.key} entry={entry} />
                      ))}
                    </ol>
                  </section>
                ))}
              </OneStop>
              {days.length === 0 && !thread.isPlaceholderData && (
                <p className={css.nothing}>
                  {about.length ? "Nothing of this sort ever happened to them." : "Nothing has happened yet."}
                </p>
              )}
              {rested && thread.hasNextPage && (
                <Button
                  variant="default"
                  data-glide
                  className={css.more}
                  loading={thread.isFetchingNextPage}
                  onClick={() => void thread.fetchNextPage()}
                >
                  Show earlier
                </Button>
              )}
            </>
          );
        }}
      </Answer>
    </Glide>
  );
}

function Item({ entry }: { entry: Entry }) {
  const [opened, setOpened] = useState(false);
  return (
    <li className={css.item} data-glide>
      <button type="button" className={css.line} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <Mark sort={entry.sort} />
        <span className={css.text}>
          <span className={css.title}>{entry.title}</span>
          {entry.gist && <span className={`${css.gist} quiet`}>{entry.gist}</span>}
        </span>
        <time dateTime={entry.at} className="quiet figure" title={moment(entry.at)}>
          {hour(entry.at)}
        </time>
        <IconChevronRight size={14} stroke={1.6} className={css.chevron} aria-hidden />
      </button>
      {opened && <Details entry={entry} />}
    </li>
  );
}

function Details({ entry }: { entry: Entry }) {
  const sourceName = useSourceNames();
  const rows: [string, unknown][] = [["When", moment(entry.at)]];
  if (entry.source) rows.push(["Source", sourceName(entry.source)]);
  if (entry.cause) rows.push(["Cause", saysCause(entry.cause)]);
  const said = [...flat(entry.properties), ...flat(entry.context, "context.")];
  return (
    <div className={css.details}>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{plain(value)}</dd>
          </div>
        ))}
      </dl>
      {said.length > 0 && (
        <dl className={css.said}>
          {said.map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{Array.isArray(value) ? <pre>{JSON.stringify(value, null, 2)}</pre> : plain(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
