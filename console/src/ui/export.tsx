import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMay } from "@/api/session";
import { MoreMenu } from "@/ui/more-menu";

const FORMATS = [
  ["csv", "CSV"],
  ["parquet", "Parquet"],
  ["arrow", "Arrow"],
] as const;

/** All people of a list as a file; `path` is where it is had, without the format. */
export function Export({ path }: { path: string }) {
  const may = useMay("segments:export");
  if (!may) return null;
  return (
    <MoreMenu
      width={150}
      position="bottom-end"
      button={
        <Button variant="default" leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      }
    >
      {FORMATS.map(([format, name]) => (
        <Menu.Item
          key={format}
          component="a"
          href={`${path}${path.includes("?") ? "&" : "?"}format=${format}`}
          download
        >
          {name}
        </Menu.Item>
      ))}
    </MoreMenu>
  );
}
