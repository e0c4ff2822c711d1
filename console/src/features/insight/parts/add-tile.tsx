import { Button, Combobox, useCombobox } from "@mantine/core";
import {
  IconChartDots2,
  IconLetterCase,
  IconNumber123,
  IconPlus,
  IconRoute,
  IconSend,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAll } from "@/api/all";
import { finding } from "@/ui/finding";
import { byName, count } from "@/ui/format";
import type { Tile } from "../board";
import css from "../insight.module.css";

/** So many of a kind are offered at once; a few letters find the others. */
const MOST = 40;

interface Offer {
  id: string;
  name: string;
  Icon: typeof IconPlus;
  tile: Tile;
}

/** Metrics, words, what journeys and messages came to, and the way to charts; found by a few letters. */
export function AddTile({ add }: { add: (tile: Tile) => void }) {
  const navigate = useNavigate();
  const metrics = useAll("metrics");
  const journeys = useAll("journeys");
  const [sought, setSought] = useState("");
  const list = useCombobox({
    onDropdownOpen: () => list.focusSearchInput(),
    onDropdownClose: () => {
      list.resetSelectedOption();
      list.focusTarget();
      setSought("");
    },
  });
  const groups: { label: string; none?: string; offers: Offer[] }[] = [
    {
      label: "Metrics",
      none: metrics.data?.length === 0 ? "No metric is published yet" : undefined,
      offers: byName(metrics.data ?? []).map(({ id, name }) => ({
        id: `metric ${id}`,
        name,
        Icon: IconNumber123,
        tile: { metric: id, width: 3 },
      })),
    },
    {
      label: "What journeys and messages came to",
      offers: [
        {
          id: "messages",
          name: "All messages, by what became of them",
          Icon: IconSend,
          tile: { title: "Messages", messages: {}, width: 6 },
        },
        ...byName(journeys.data ?? []).map(({ id, name }) => ({
          id: `journey ${id}`,
          name,
          Icon: IconRoute,
          tile: { title: name.slice(0, 200), journey: { journey: id }, width: 6 as const },
        })),
      ],
    },
    {
      label: "Words",
      offers: [
        {
          id: "words",
          name: "Words",
          Icon: IconLetterCase,
          tile: { width: 4, text: "What to know about these figures." },
        },
      ],
    },
  ];
  const words = sought.trim();
  const fits = finding(words);
  const left = groups.map((group) => ({ ...group, offers: group.offers.filter(({ name }) => fits(name)) }));
  const chart = fits("A chart, from Explore");
  const nothing = !chart && left.every(({ offers }) => offers.length === 0);

  function choose(id: string) {
    list.closeDropdown();
    if (id === "chart") return void navigate({ to: "/insight" });
    const found = groups.flatMap(({ offers }) => offers).find((each) => each.id === id);
    if (found) add(found.tile);
  }

  return (
    <Combobox store={list} position="bottom-end" width={300} withinPortal={false} onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <Button
          data-brief
          variant="default"
          leftSection={<IconPlus size={15} stroke={1.8} />}
          onClick={() => list.toggleDropdown()}
        >
          Add a tile
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded
          aria-controls="tiles-to-add"
          aria-label="Find a tile"
          placeholder="Find a metric or a journey"
          value={sought}
          onChange={(event) => {
            setSought(event.currentTarget.value);
            list.updateSelectedOptionIndex();
          }}
        />
        <Combobox.Options id="tiles-to-add" aria-label="Tiles" mah={380} style={{ overflowY: "auto" }}>
          {chart && (
            <Combobox.Option value="chart" className={css.offer}>
              <IconChartDots2 size={15} stroke={1.7} aria-hidden />A chart, from Explore
            </Combobox.Option>
          )}
          {left.map(
            ({ label, none, offers }) =>
              (offers.length > 0 || (none && !words)) && (
                <Combobox.Group key={label} label={label}>
                  {offers.slice(0, MOST).map(({ id, name, Icon }) => (
                    <Combobox.Option key={id} value={id} className={css.offer}>
                      <Icon size={15} stroke={1.7} aria-hidden />
                      <span>{name}</span>
                    </Combobox.Option>
                  ))}
                  {offers.length > MOST && (
                    <Combobox.Empty>
                      and {count(offers.length - MOST)} more: type a few letters
                    </Combobox.Empty>
                  )}
                  {offers.length === 0 && <Combobox.Empty>{none}</Combobox.Empty>}
                </Combobox.Group>
              ),
          )}
          {nothing && <Combobox.Empty>Nothing has this name</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
