import { cleanup } from '@testing-library/react';

// What Mantine asks of a browser and jsdom does not have.

class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
    dispatchEvent: () => false,
    onchange: null,
  }),
});
window.ResizeObserver = NoResizeObserver;
window.scrollTo = () => {};
Element.prototype.scrollIntoView = () => {};

// jsdom lays nothing out: rows of a table are a line high, everything else fills an ordinary window.
const ROW_HEIGHT_PX = 48;
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: {
    get(this: HTMLElement) {
      return this.dataset['index'] === undefined ? 800 : ROW_HEIGHT_PX;
    },
  },
  clientHeight: { get: () => 800 },
  clientWidth: { get: () => 1_200 },
});

afterEach(cleanup);
