import { IconUsersGroup } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { othersOf } from "@/features/profiles/model";
import { PersonById, PersonName, useProfile, useProfiles } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { WhySegment } from "@/ui/why";
import css from "../segments.module.css";

type Member = View<"MemberView">;

const PAGE = 200;
const TOP = 20;

/** Who is in it now, and since when; why is asked beside each. */
export function Members({ id }: { id: string }) {
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string | null>(null);
  const members = usePages(["members", id], (cursor, signal) =>
    client.GET("/api/v1/segments/{document_id}/members", {
      params: { path: { document_id: id }, query: { cursor, limit: PAGE } },
      signal,
    }),
  );
  const open = useCallback(
    (member: Member) => void navigate({ to: "/profiles/$id", params: { id: member.profile } }),
    [navigate],
  );
  return (
    <Answer of={members} lines={12}>
      {(rows) => {
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
            <List rows={rows} onAsk={setAsked} onOpen={open} onEnd={members.more} />
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

interface Listed {
  rows: Member[];
  onAsk: (profile: string) => void;
  onOpen: (member: Member) => void;
  onEnd: () => void;
}

/** Other names have a column where those at the top have any. */
function List({ rows, onAsk, onOpen, onEnd }: Listed) {
  const top = useProfiles(rows.slice(0, TOP).map((member) => member.profile));
  const named = top.some(({ data }) => data && othersOf(data).length > 0);
  const columns = useMemo(() => columnsOf(onAsk).filter(({ id }) => id !== "known" || named), [onAsk, named]);
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={rows}
      rowKey={(member) => member.profile}
      onOpen={onOpen}
      onEnd={onEnd}
    />
  );
}

function columnsOf(ask: (profile: string) => void): Column<Member>[] {
  return [
    { id: "name", label: "Person", cell: (member) => <PersonById id={member.profile} /> },
    { id: "known", label: "Known by", wide: true, cell: (member) => <Known id={member.profile} /> },
    { id: "since", label: "Since", width: "130px", cell: (member) => <Moment at={member.since} /> },
    {
      id: "why",
      label: "",
      width: "56px",
      cell: (member) => (
        <button type="button" className={css.ask} onClick={() => ask(member.profile)}>
          Why
        </button>
      ),
    },
  ];
}

function Known({ id }: { id: string }) {
  const profile = useProfile(id);
  return <span className="quiet">{profile.data ? othersOf(profile.data).join(", ") : ""}</span>;
}
