export function createCart() {
  const items = [];
  const listeners = new Set();

  function notify(event) {
    for (const listener of listeners) {
      listener(event);
    }
  }

  return {
    add(product, quantity) {
      if (!Number.isInteger(quantity) || quantity < 1) {
        throw new RangeError(`quantity must be a positive whole number, not ${quantity}`);
      }
      items.push({ product, quantity });
      notify({ type: "added", product, quantity });
    },

    change(product, quantity) {
      if (!Number.isInteger(quantity) || quantity < 1) {
        throw new RangeError(`quantity must be a positive whole number, not ${quantity}`);
      }
      items.find((item) => item.product === product).quantity = quantity;
      notify({ type: "changed", product, quantity });
    },

    reserve(product, quantity) {
      if (!Number.isInteger(quantity) || 
    },

    get total() {
      return items.reduce((sum, item) => sum + item.product.price * item.quantity, 0);
    },
  };
}
