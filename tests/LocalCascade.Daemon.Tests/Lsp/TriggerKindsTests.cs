using LocalCascade.Completion;
using LocalCascade.Daemon.Lsp;

namespace LocalCascade.Daemon.Tests.Lsp;

public class TriggerKindsTests
{
    [Fact]
    public void A_client_of_the_final_specification_means_asked_by_1()
    {
        var kinds = new TriggerKinds();
        Assert.Equal(CompletionTrigger.Automatic, kinds.Read(1));
        Assert.Equal(CompletionTrigger.Automatic, kinds.Read(2));
        Assert.Equal(CompletionTrigger.Invoked, kinds.Read(1));
    }

    [Fact]
    public void A_client_of_the_draft_means_unasked_by_1()
    {
        var kinds = new TriggerKinds();
        Assert.Equal(CompletionTrigger.Invoked, kinds.Read(0));
        Assert.Equal(CompletionTrigger.Automatic, kinds.Read(1));
        Assert.Equal(CompletionTrigger.Automatic, kinds.Read(null));
        Assert.Equal(CompletionTrigger.Automatic, kinds.Read(77));
    }

    [Fact]
    public void A_copilot_client_means_asked_by_1_from_the_first_time_on() => Assert.Equal(CompletionTrigger.Invoked, new TriggerKinds().Read(1, isFinal: true));
}
