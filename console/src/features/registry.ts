// Every feature of the console: three lines each (import, routes, entry). See console/README.md.

import type { CommandSource, Deed, NavEntry, Shelf } from "@/shell/feature";
import { missingRoute, rootRoute, shellRoute, signInRoute } from "@/shell/root";
import * as attribution from "./attribution/feature";
import * as consent from "./consent/feature";
import * as data from "./data/feature";
import * as documents from "./documents/feature";
import * as experiments from "./experiments/feature";
import * as insight from "./insight/feature";
import * as journeys from "./journeys/feature";
import * as messages from "./messages/feature";
import * as models from "./models/feature";
import * as offers from "./offers/feature";
import * as overview from "./overview/feature";
import * as profiles from "./profiles/feature";
import * as segments from "./segments/feature";
import * as settings from "./settings/feature";
import * as traits from "./traits/feature";

export const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    ...attribution.routes,
    ...consent.routes,
    ...data.routes,
    ...documents.routes,
    ...experiments.routes,
    ...insight.routes,
    ...journeys.routes,
    ...messages.routes,
    ...models.routes,
    ...offers.routes,
    ...overview.routes,
    ...profiles.routes,
    ...segments.routes,
    ...settings.routes,
    ...traits.routes,
    missingRoute,
  ]),
]);

export const nav: NavEntry[] = [
  ...overview.nav,
  ...profiles.nav,
  ...segments.nav,
  ...traits.nav,
  ...journeys.nav,
  ...messages.nav,
  ...offers.nav,
  ...insight.nav,
  ...models.nav,
  ...attribution.nav,
  ...experiments.nav,
  ...consent.nav,
  ...data.nav,
  ...documents.nav,
  ...settings.nav,
];

export const deeds: Deed[] = [
  ...segments.deeds,
  ...traits.deeds,
  ...journeys.deeds,
  ...messages.deeds,
  ...offers.deeds,
  ...insight.deeds,
  ...models.deeds,
  ...experiments.deeds,
  ...consent.deeds,
  ...data.deeds,
  ...documents.deeds,
  ...settings.deeds,
];

export const shelves: Shelf[] = [
  ...segments.shelves,
  ...traits.shelves,
  ...journeys.shelves,
  ...messages.shelves,
  ...offers.shelves,
  ...insight.shelves,
  ...models.shelves,
  ...data.shelves,
];

export const commandSources: CommandSource[] = [...profiles.commands];
