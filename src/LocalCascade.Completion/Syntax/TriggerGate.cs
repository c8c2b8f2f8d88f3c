using System.Text.RegularExpressions;

namespace LocalCascade.Completion.Syntax;

/// <summary>
/// Places where an unasked suggestion gets in the way. The mid-line rule is Copilot's, the one about closers Cody's (see
/// docs/mending.md). A request that the user made by a key passes.
/// </summary>
internal static partial class TriggerGate
{
    /// <summary>The reason for silence; null when a suggestion is welcome.</summary>
    public static NoCompletion? Decide(CursorSyntax syntax, CompletionTrigger trigger)
    {
        if (trigger == CompletionTrigger.Invoked)
        {
            return null;
        }

        if (syntax.After.Length > 0 && IsWord(syntax.After[0]) && syntax.Before.Length > 0 && IsWord(syntax.Before[^1]))
        {
            return Unsuitable("The cursor is inside a word.");
        }

        if (!EndOfLine().IsMatch(syntax.After))
        {
            return Unsuitable("There is code behind the cursor on the same line.");
        }

        if (syntax.AtCursor.InCode && syntax.Before.Length > 0 && syntax.Before[^1] is ')' or ';' or ']' or '}')
        {
            return Unsuitable($"The cursor is right behind '{syntax.Before[^1]}'.");
        }

        return null;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static NoCompletion Unsuitable(string why) => new(NoCompletionKind.Unsuitable, why);

    // What may stand behind the cursor: closers that an editor inserts by itself, and the punctuation that ends a statement.
    [GeneratedRegex("""^\s*[)>}\]"'`]*\s*[:{;,]?\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex EndOfLine();
}
