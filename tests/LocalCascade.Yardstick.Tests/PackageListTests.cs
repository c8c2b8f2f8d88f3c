namespace LocalCascade.Yardstick.Tests;

public class PackageListTests
{
    private const string Training = """
        [[source]]
        kind = "deb"
        name = "python3-trained"
        language = "python"

        [[source]]
        kind = "npm"
        name = "@scope/trained"
        language = "typescript"

        [[source]]
        kind = "deb"
        name = "python3-kept"
        language = "python"
        held_out = true
        """;

    [Fact]
    public void The_lists_of_this_repository_are_separate_and_have_three_packages_a_set_and_language()
    {
        var list = PackageList.Load(Repository.Find(AppContext.BaseDirectory));

        Assert.All(list.Entries.GroupBy(entry => (entry.Set, entry.LanguageId)), group => Assert.True(group.Count() >= 3, $"{group.Key} has {group.Count()}"));
        Assert.Equal(8, list.Entries.Select(entry => (entry.Set, entry.LanguageId)).Distinct().Count());
        Assert.All(list.Entries, entry => Assert.NotEmpty(entry.Licence));
        Assert.True(list.Training.Count > 50);
    }

    [Theory]
    [InlineData("test python deb python3-other . MIT", "test python debsrc other . MIT")]
    [InlineData("development python deb python3-other . MIT", "test python deb python3-other . MIT")]
    [InlineData("development typescript npm @scope/other@1.2.3 . MIT", "test typescript npm @scope/other@2.0.0 . MIT")]
    public void A_package_in_the_list_twice_is_an_error(string first, string second)
    {
        var error = Assert.Throws<ArgumentException>(() => PackageList.Parse(first + "\n" + second, Training));

        Assert.Contains("more than once", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test python deb python3-trained . MIT")]
    [InlineData("development python deb python3-trained . MIT")]
    [InlineData("test python debsrc trained . MIT")]
    [InlineData("test typescript npm @scope/trained@9.0.0 src MIT")]
    public void A_package_that_the_model_trains_on_is_an_error(string line)
    {
        var error = Assert.Throws<ArgumentException>(() => PackageList.Parse(line, Training));

        Assert.Contains("trains on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_training_holds_out_may_be_measured_on()
    {
        var list = PackageList.Parse("# said before\n\ntest python deb python3-kept lib BSD 3", Training);

        var entry = Assert.Single(list.Get("test"));
        Assert.Equal(("python3-kept", "lib", "BSD 3"), (entry.Name, entry.Folder, entry.Licence));
        Assert.Empty(list.Get("development"));
    }

    [Fact]
    public void Of_a_training_package_the_parts_that_are_read_are_known()
    {
        var training = Assert.Single(TrainingList.Parse("""
            [[source]]
            kind = "debsrc"
            name = "mono"   # large
            only = ["mcs/class", "mcs/mcs"]
            drop = ["Newtonsoft"]
            """));

        Assert.Equal(("debsrc", "mono"), (training.Kind, training.Name));
        Assert.Equal(["mcs/class", "mcs/mcs"], training.Only);
        Assert.Equal(["Newtonsoft"], training.Drop);
    }

    [Fact]
    public void A_pinned_version_is_no_part_of_the_name()
    {
        var list = PackageList.Parse("test typescript npm @scope/other@1.2.3 src MIT", Training);

        Assert.Equal(("@scope/other", "@scope/other@1.2.3"), (list.Entries[0].Name, list.Entries[0].Id));
    }

    [Theory]
    [InlineData("both python deb python3-other . MIT")]
    [InlineData("test cobol deb other . MIT")]
    [InlineData("test python deb python3-other .")]
    public void A_malformed_line_is_named(string line)
    {
        var error = Assert.Throws<ArgumentException>(() => PackageList.Parse("#\n" + line, Training));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }
}
