export interface Book {
  id: string;
  title: string;
  authorId: string;
}

export interface Author {
  id: string;
  name: string;
}

export class LibraryClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  async getBook(id: string): Promise<Book> {
    const response = await fetch(`${this.baseUrl}/books/${id}`, { headers: this.headers() });
    if (!response.ok) {
      throw new Error(`GET /books/${id} answered ${response.status}`);
    }
    return (await response.json()) as Book;
  }

  async getAuthor(id: string): Promise<Author> {
    const response = await fetch(`${this.baseUrl}/authors/${id}`, { headers: this.headers() });
    if (!response.ok) {
      throw new Error(`GET /authors/${id} answered ${response.status}`);
    }
    return (await response.json()) as Author;
  }

  async listBooks(): Promise<Book[]> {
    const response = await fetch(`${this.baseUrl}/books`, { headers: this.headers() });
    if (!response.ok) {
      throw new Error(`GET /books answered ${response.status}`);
    }
    return (await response.json()) as Book[];
  }

  async listAuthors(): Promise<Author[]> {
    const response = await fetch(`${this.baseUrl}/authors`, 
  }

  private headers(): Record<string, string> {
    return { accept: "application/json", authorization: `Bearer ${this.token}` };
  }
}
