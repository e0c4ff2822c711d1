import { IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { initialsOf, nameOf, othersOf } from "@/features/profiles/model";
import { PersonName } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { WhySegment } from "@/ui/why";
import css from "../segments.module.css";

type Member = View<"MemberView">;

const PAGE = 200;

/** Who is in it now, and since when; why is asked beside each. */
export function Members({ id }: { id: string }) {
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string | null>(null);
  const members = useInfiniteQuery({
    queryKey: ["members", id],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await client.GET("/api/v1/segments/{document_id}/members", {
        params: {
          path: { document_id: id },
          query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        },
        signal,
      });
      return data ?? { items: [] };
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const columns: Column<Member>[] = [
    { id: "name", label: "Person", cell: (member) => <Person id={member.profile} /> },
    { id: "known", label: "Known by", wide: true, cell: (member) => <Known id={member.profile} /> },
    { id: "since", label: "Since", width: "130px", cell: (member) => <Moment at={member.since} /> },
    {
      id: "why",
      label: "",
      width: "56px",
      cell: (member) => (
        <button type="button" className={css.ask} onClick={() => setAsked(member.profile)}>
          Why
        </button>
      ),
    },
  ];
  return (
    <Answer of={members} lines={12}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) {
          return (
            <EmptyState
              icon={IconUsersGroup}
              title="Nobody is in it now"
              words="People show here the moment the rule holds for them."
            />
          );
        }
        return (
          <>
            <DataTable
              label="Members"
              columns={columns}
              rows={rows}
              rowKey={(member) => member.profile}
              onOpen={(member) => void navigate({ to: "/profiles/$id", params: { id: member.profile } })}
              onEnd={() => {
                if (members.hasNextPage && !members.isFetchingNextPage) void members.fetchNextPage();
              }}
            />
            <WhySegment
              profile={asked ?? ""}
              name={asked ? <PersonName id={asked} /> : ""}
              segment={asked ? id : null}
              onClose={() => setAsked(null)}
            />
          </>
        );
      }}
    </Answer>
  );
}

/** Names are asked for what is in view alone. */
function useProfile(id: string) {
  return api.useQuery(
    "get",
    "/api/v1/profiles/{profile_id}",
    { params: { path: { profile_id: id } } },
    { staleTime: 60_000 },
  );
}

function Person({ id }: { id: string }) {
  const profile = useProfile(id);
  const name = profile.data ? nameOf(profile.data) : "…";
  return (
    <Link to="/profiles/$id" params={{ id }} className={css.person}>
      <span className={css.face} aria-hidden>
        {profile.data ? initialsOf(name) : ""}
      </span>
      <span className="clip">{name}</span>
    </Link>
  );
}

function Known({ id }: { id: string }) {
  const profile = useProfile(id);
  return <span className="quiet">{profile.data ? othersOf(profile.data).join(", ") : ""}</span>;
}
