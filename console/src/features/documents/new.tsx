import { Select } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { BEGUN_AS_TEXT, beginningOf, kindName } from "./model";
import { Begin } from "./parts/begin";

const route = getRouteApi("/shell/documents/new");
const FIRST = "metric";

/** A new document as text, begun from an example of its kind. */
export function NewDocumentPage() {
  const { kind = FIRST } = route.useSearch();
  const go = useNavigate();
  const chosen = BEGUN_AS_TEXT.includes(kind) ? kind : FIRST;
  return (
    <Begin key={chosen} text={beginningOf(chosen)} crumb={{ label: "Documents", to: "/documents" }}>
      <Select
        aria-label="Begin with"
        w={{ base: 94, xs: 150 }}
        value={chosen}
        data={BEGUN_AS_TEXT.map((each) => ({ value: each, label: kindName(each) }))}
        allowDeselect={false}
        onChange={(next) => next && void go({ to: "/documents/new", search: { kind: next }, replace: true })}
      />
    </Begin>
  );
}
