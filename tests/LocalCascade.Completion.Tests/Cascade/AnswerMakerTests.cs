using System.Reflection;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class AnswerMakerTests
{
    // They decide whether, when and how fast there is an answer, not which.
    private static readonly string[] DecideNothing =
    [
        nameof(EngineSettings.Enabled),
        nameof(EngineSettings.DisabledLanguages),
        nameof(EngineSettings.MaxDocumentLength),
        nameof(EngineSettings.EscalationDeadlineMilliseconds),
        nameof(EngineSettings.CloudDebounceMilliseconds),
        nameof(EngineSettings.DelayMilliseconds),
        nameof(EngineSettings.Prefetch),
        nameof(EngineSettings.CachedAnswers),
        nameof(EngineSettings.WorkspaceMemoryMegabytes),
        nameof(EngineSettings.WorkspaceIndexFolder),
        nameof(EngineSettings.Provider),
        nameof(EngineSettings.ProviderLibrary),
        nameof(EngineSettings.Threads),

        // What is sent, which is the affair of who sends it.
        nameof(EngineSettings.SendContext),

        // The model goes in by its folder.
        nameof(EngineSettings.Model),
    ];

    public static TheoryData<string> Settings => [.. typeof(EngineSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_that_decides_an_answer_is_part_of_the_name(string name)
    {
        var property = typeof(EngineSettings).GetProperty(name)!;
        var changed = new EngineSettings();
        property.SetValue(changed, property.GetValue(changed) switch
        {
            bool value => !value,
            int value => value + 1,
            double value => value / 2,
            string value => value + "x",
            IReadOnlyList<string> => new[] { "x" },
            Enum value => Enum.ToObject(value.GetType(), Convert.ToInt32(value, null) + 1),
            var other => throw new NotSupportedException($"{other}"),
        });
        Assert.Equal(DecideNothing.Contains(name), AnswerMaker.Of(changed, "m", null) == AnswerMaker.Of(new(), "m", null));
    }

    [Fact]
    public void So_are_the_model_while_it_is_on_and_the_cloud()
    {
        var settings = new EngineSettings();
        string[] names =
        [
            AnswerMaker.Of(settings, null, null),
            AnswerMaker.Of(settings, "a", null),
            AnswerMaker.Of(settings, "b", null),
            AnswerMaker.Of(settings, "a", new() { Url = "https://a.example" }),
            AnswerMaker.Of(settings, "a", new() { Url = "https://b.example" }),
            AnswerMaker.Of(settings, "a", new() { Url = "https://b.example", Model = "b" }),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(AnswerMaker.Of(settings with { UseModel = false }, "a", new CloudSettings()), AnswerMaker.Of(settings with { UseModel = false }, "b", new CloudSettings()));
    }
}
