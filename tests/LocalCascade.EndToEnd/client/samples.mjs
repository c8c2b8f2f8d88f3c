// The user's own code says the same three times; emoji and letters outside the BMP stand before the cursor.
export const greetings = `// 😀 greets 𝒳 whom it may concern
export function greet(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAgain(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAll(names: string[]) {
  for (const name of names) {
    log("😀𝒳"); const message = ‸
  }
}
`;
