import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
} from "@mantine/core";
import type { KeyboardEvent } from "react";

/** Cool neutrals: from the ground of the page (0) to its text (9). */
const gray: MantineColorsTuple = [
  "#f8f8fb",
  "#f4f5f8",
  "#ebecf1",
  "#e6e7ec",
  "#d3d5de",
  "#a3a7b5",
  "#6b6f7e",
  "#565a69",
  "#343744",
  "#1b1d26",
];

/** The same in the dark: from text (0) to the deepest ground (9). */
const dark: MantineColorsTuple = [
  "#eceef4",
  "#c9ccd8",
  "#9a9eac",
  "#696d7c",
  "#3a3e4a",
  "#2c303a",
  "#1f222a",
  "#15171c",
  "#0e0f13",
  "#0b0c10",
];

const iris: MantineColorsTuple = [
  "#f3f1ff",
  "#e6e2fe",
  "#cac3fb",
  "#ab9ff7",
  "#9082f2",
  "#7a6bee",
  "#6a5ce8",
  "#5a4cd3",
  "#4e41bb",
  "#3d3297",
];

/** For what destroys: on the filled button (6) white is read with ease. */
const red: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#ff6b6b",
  "#cf2b2b",
  "#b92525",
  "#a12020",
  "#8a1c1c",
];

/** The look of every component; colours of surfaces are variables, see `resolver`. */
/**
 * ↑ and ↓ open a list as a click does, at what is chosen.
 *
 * Its options are made only then, so that what the keys would choose in them is not there yet: they went to the first,
 * and Enter took nothing.
 */
function openAtChosen(event: KeyboardEvent) {
  const field = event.target;
  // `aria-expanded` is told a drawing late, where a list was never open before.
  const closed = field instanceof HTMLInputElement && !field.dataset.expanded;
  if (!closed || !["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  field.click();
}

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: 6,
  colors: { gray, dark, iris, red },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "18px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.35" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  defaultRadius: "md",
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "14px" }, h2: { fontSize: "13px" }, h3: { fontSize: "12px" } },
  },
  shadows: {
    sm: "0 1px 2px rgb(16 18 29 / 6%)",
    md: "0 4px 16px rgb(16 18 29 / 10%), 0 1px 3px rgb(16 18 29 / 8%)",
    xl: "0 16px 48px rgb(16 18 29 / 18%), 0 2px 8px rgb(16 18 29 / 8%)",
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, props) => ({
        root: props.size === "sm" ? { "--button-height": "30px", "--button-padding-x": "12px" } : {},
      }),
    }),
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 30 } },
    Input: Input.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, props) => ({
        wrapper:
          props.size === "sm" && !props.multiline ? { "--input-height": "30px", "--input-size": "30px" } : {},
      }),
    }),
    TextInput: { defaultProps: { size: "sm" } },
    Select: {
      defaultProps: {
        size: "sm",
        allowDeselect: false,
        comboboxProps: { shadow: "md" },
        wrapperProps: { onKeyDownCapture: openAtChosen },
      },
    },
    // What can be chosen is made when it is asked for: kept ready, it costs more than all else of a form.
    Combobox: { defaultProps: { keepMounted: false } },
    // The first entry has the focus at once; a placeholder for it would be no entry of a menu.
    Menu: { defaultProps: { shadow: "md", position: "bottom-end", withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: "md" } },
    CloseButton: { defaultProps: { "aria-label": "Close" } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 120 } } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.32 },
        shadow: "xl",
        radius: "lg",
        closeButtonProps: { "aria-label": "Close" },
      },
    },
    Tabs: { defaultProps: { keepMounted: false } },
    Loader: { defaultProps: { size: "xs" } },
  },
});

/** Surfaces, lines and text as variables of both themes. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fbfbfd",
    "--mantine-color-text": "#1b1d26",
    "--mantine-color-dimmed": "#646877",
    "--mantine-color-placeholder": "#7d8190",
    "--mantine-color-default": "#ffffff",
    "--mantine-color-default-hover": "#f4f5f8",
    "--mantine-color-default-border": "#dcdee6",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-anchor": "#5346d0",
  },
  dark: {
    "--mantine-color-body": "#0e0f13",
    "--mantine-color-text": "#eceef4",
    "--mantine-color-dimmed": "#9a9eac",
    "--mantine-color-placeholder": "#858997",
    "--mantine-color-default": "#1a1d23",
    "--mantine-color-default-hover": "#21242c",
    "--mantine-color-default-border": "#2c303a",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "#a99ff9",
  },
});
