using System.Text;
using Spectre.Console;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>A table of numbers, for the terminal, a page and Markdown alike.</summary>
internal sealed record DataTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public Table ToTerminal()
    {
        var table = new Table().RoundedBorder();
        foreach (var (index, column) in Columns.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var row in Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        return table;
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n|").Append(string.Concat(Columns.Select((_, index) => index == 0 ? "---|" : "--:|"))).Append('\n');
        foreach (var row in Rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return text.ToString();
    }
}
