// `v-tip="text"`: one bubble for the whole page, shown on hover and on keyboard focus, told to screen
// readers as the description. Lines of the text stay lines.

import { reactive, type Directive } from 'vue';

export const bubble = reactive({ text: '', x: 0, y: 0, below: false, shown: false });

interface Tipped extends HTMLElement {
  tipText?: string;
}

let current: HTMLElement | null = null;

function show(element: Tipped): void {
  if (!element.tipText) return;
  const box = element.getBoundingClientRect();
  current = element;
  bubble.text = element.tipText;
  bubble.x = Math.min(Math.max(box.left + box.width / 2, 130), innerWidth - 130);
  bubble.below = box.top < 120;
  bubble.y = bubble.below ? box.bottom + 8 : box.top - 8;
  bubble.shown = true;
}

function hide(element: HTMLElement): void {
  if (current !== element) return;
  current = null;
  bubble.shown = false;
}

addEventListener('scroll', () => (bubble.shown = false), { capture: true, passive: true });
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') bubble.shown = false;
});

export const vTip: Directive<Tipped, string | undefined> = {
  mounted(element, { value }) {
    element.tipText = value ?? '';
    if (value) element.setAttribute('aria-description', value);
    const enter = () => show(element);
    const leave = () => hide(element);
    const focus = () => element.matches(':focus-visible') && show(element);
    element.addEventListener('mouseenter', enter);
    element.addEventListener('mouseleave', leave);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', leave);
    element.addEventListener('click', leave);
  },
  updated(element, { value }) {
    element.tipText = value ?? '';
    if (value) element.setAttribute('aria-description', value);
    else element.removeAttribute('aria-description');
    if (current === element) bubble.text = element.tipText;
  },
  unmounted(element) {
    hide(element);
  },
};
