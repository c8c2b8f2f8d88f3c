namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>Code whose next line the workspace predictor knows: three functions say the same, the fourth begins to.</summary>
internal static class SampleCode
{
    public const string Start = """
        export function first(name: string) {
          const message = formatGreeting(name, { polite: true });
          console.log(message);
        }

        export function second(name: string) {
          const message = formatGreeting(name, { polite: true });
          console.log(message);
        }

        export function third(name: string) {
          const message = formatGreeting(name, { polite: true });
          console.log(message);
        }

        export function fourth(name: string) {
          const message = form
        """;

    /// <summary>What is left to be said behind <see cref="Start"/>.</summary>
    public const string Rest = "atGreeting(name, { polite: true });";
}
