import { api, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";

type Segment = View<"SegmentView">;

const COLUMNS: Column<Segment>[] = [
  { id: "name", label: "Name", cell: (segment) => segment.name },
  {
    id: "state",
    label: "Status",
    width: "110px",
    cell: (segment) => <DocumentStatus state={segment.state} />,
  },
  { id: "count", label: "People", width: "90px", align: "right", cell: (segment) => count(segment.count) },
  { id: "at", label: "Changed", width: "120px", wide: true, cell: (segment) => <Moment at={segment.at} /> },
];

/** All segments. */
export function SegmentsPage() {
  const segments = api.useQuery("get", "/api/v1/segments", { params: { query: { limit: 200 } } });
  return (
    <>
      <PageHead title="Segments" />
      <Answer of={segments}>
        {(page) => (
          <DataTable label="Segments" columns={COLUMNS} rows={page.items} rowKey={(segment) => segment.id} />
        )}
      </Answer>
    </>
  );
}
