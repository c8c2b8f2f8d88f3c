namespace LocalCascade.Yardstick.Tests;

public class NearDuplicatesTests
{
    private static readonly CodeText File = new("file:///a.go", "go", string.Join('\n', Enumerable.Range(0, 10).Select(Line)));

    [Fact]
    public void A_file_whose_lines_mostly_stand_elsewhere_is_a_copy()
    {
        var duplicates = new NearDuplicates([File]);
        duplicates.See(string.Join('\n', Enumerable.Range(0, 7).Select(i => $"\t\t{Line(i)}  ")));

        Assert.True(duplicates.IsCopy(File));
    }

    [Fact]
    public void A_file_that_shares_some_lines_is_not()
    {
        var duplicates = new NearDuplicates([File]);
        duplicates.See(string.Join('\n', Enumerable.Range(0, 6).Select(Line)));

        Assert.False(duplicates.IsCopy(File));
    }

    [Fact]
    public void Comments_and_short_lines_do_not_make_a_copy()
    {
        var header = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"// Licensed under the terms that paragraph {i} names, as they are.\nreturn {i};"));
        var file = new CodeText("file:///b.go", "go", header + "\n" + File.Text);
        var duplicates = new NearDuplicates([file]);
        duplicates.See(header);

        Assert.False(duplicates.IsCopy(file));
    }

    private static string Line(int i) => $"var value{i} = Compute(first, second, third{i});";
}
