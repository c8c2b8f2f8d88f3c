// 😀 greets 𝒳 whom it may concern
export function greet(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetAgain(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message);
}

export function greetTwice(name: string) {
  log("😀𝒳"); const message = formatGreeting(name, { polite: true });
  console.log(message + message);
}

export function greetAll(names: string[]) {
  for (const name of names) {
    log("😀𝒳"); ‸
  }
}
