// How well text can be read, by WCAG's contrast ratio; runs in the page.

/** Texts below the ratio that AA asks for, each with its ratio. */
export const unreadable = () => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const background = (element) => {
    if (!element) {
      return [255, 255, 255];
    }
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, background(element.parentElement));
  };
  const found = [];
  for (const element of document.querySelectorAll('header *, .bar-of-files *, footer *, aside *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
    const style = getComputedStyle(element);
    if (!own || element.offsetParent === null) {
      continue;
    }
    const back = background(element);
    const [dark, light] = [luminance(back), luminance(over(parse(style.color), back))].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) {
      found.push(`${element.tagName.toLowerCase()}.${element.className} '${element.textContent.slice(0, 30)}': ${ratio.toFixed(2)}`);
    }
  }
  return found;
};
