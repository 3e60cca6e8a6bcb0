import type { JsonObject } from '../../json.ts';
import type { Listing, Paging, Resource, View } from '../resource.ts';
import { badLimit, badParameter } from '../services.ts';

/** The range of a page, and what the response says about it. */
interface Cut {
  readonly from: number;
  readonly size: number;
  /** As in `metadata.current_page`. */
  readonly current: number;
  readonly offset: number;
  readonly limit: number;
  readonly pages: number;
}

/** A page of v1: its envelope, its totals, and every way in which its lists are paged. */
export function v1Page(resource: Resource, listing: Listing, view: View, back = 0): JsonObject {
  const { settings, parameters } = view;
  const paging = pagingOf(resource, view);
  if (paging === 'whole') return { success: true, data: listing.rows() };

  const total = listing.count();
  const { from, size, current, offset, limit, pages } = cutOf(paging, resource, view, total);
  const metadata = { total_elements: total, current_page: current, total_pages: pages };
  const echo = (name: string, value: number): string | number =>
    resource.echoesText ? (parameters.get(name) ?? value) : value;
  const data = listing.slice(Math.max(0, from - back), from + size);
  if (paging === 'first' || resource.hasMetadata?.(settings) === false) return { success: true, data };
  return { success: true, metadata, data, offset: echo('offset', offset), limit: echo('limit', limit) };
}

function pagingOf({ paging }: Resource, { settings, parameters }: View): Paging {
  return typeof paging === 'function' ? paging(settings, parameters) : (paging ?? 'whole');
}

function cutOf(paging: Paging, resource: Resource, view: View, total: number): Cut {
  const all = { from: 0, size: total, offset: 0, limit: 0 };
  if (paging === 'whole with totals') return { ...all, current: 1, pages: 1 };
  const { usual } = sizesOf(resource, view);
  const limit = limitIn(resource, view);
  const pages = Math.ceil(total / limit);
  switch (paging) {
    case 'first':
    case 'first with totals':
      return { from: 0, size: usual, current: 0, offset: 0, limit: usual, pages: Math.ceil(total / usual) };
    case 'pages': {
      // The first page is 1, and 0 means the same.
      const page = Math.max(1, numberIn(resource, view, 'offset'));
      const offset = numberIn(resource, view, 'offset', 1);
      return { from: (page - 1) * limit, size: limit, current: page, offset, limit, pages };
    }
    case 'numbered': {
      if (!view.parameters.has('limit')) return { ...all, current: 1, pages: 1 };
      const page = Math.max(1, numberIn(resource, view, 'page', 1));
      return { from: (page - 1) * limit, size: limit, current: page, offset: 0, limit, pages };
    }
    default: {
      const offset = numberIn(resource, view, 'offset');
      return { from: offset, size: limit, current: Math.floor(offset / limit), offset, limit, pages };
    }
  }
}

function sizesOf({ stream, page }: Resource, { settings }: View): Resource['page'] {
  return settings.disputed.pages[stream] ?? page;
}

function limitIn(resource: Resource, view: View): number {
  const { usual, max } = sizesOf(resource, view);
  const text = view.parameters.get('limit');
  if (text === undefined) return usual;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > max) throw badLimit(resource.service, resource.path, max);
  return limit;
}

function numberIn(resource: Resource, { parameters }: View, name: string, usual = 0): number {
  const text = parameters.get(name);
  if (text === undefined) return usual;
  if (!/^\d{1,9}$/.test(text)) throw badParameter(resource.service, resource.path, name);
  return Number(text);
}
