using System.Text.Json.Serialization;
using LocalCascade.Completion.Cascade;

namespace LocalCascade.Daemon.Lsp;

/// <summary>How things stand, for an editor's status line: <c>localcascade/didChangeStatus</c>.</summary>
/// <param name="State"><c>ready</c>, <c>loading</c> (the model), <c>error</c> (the model cannot be used; the workspace predictor answers alone) or <c>off</c> (setting <c>enabled</c>).</param>
/// <param name="Busy">The model is being loaded, or a request has not been answered for a while.</param>
/// <param name="Offline">Nothing may leave this machine.</param>
/// <param name="Message">A sentence for a person: what is so, and what to do about it.</param>
/// <param name="Model">The local model's name; empty for none.</param>
/// <param name="LastTier">Who gave the last answer: <c>workspace</c>, <c>model</c>, <c>cache</c> (an earlier answer) or <c>cloud</c>; null before the first.</param>
/// <param name="CloudState">How the cloud stands, as in <c>localcascade/status</c>; null without one.</param>
/// <param name="CloudMessage">The same as a sentence.</param>
/// <param name="Action">What the user may do: <c>doctor</c> or <c>signIn</c>; null for nothing.</param>
internal sealed record EditorStatus(
    string State,
    bool Busy,
    bool Offline,
    string Message,
    string Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastTier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CloudState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CloudMessage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Action)
{
    public static EditorStatus Of(ServerSession session, string? lastTier, bool isAnswering)
    {
        var (model, cloud, settings) = (session.Engine.Status.Model, session.Cloud.Status, session.Settings.Current);
        var (state, message) = settings.Engine.Enabled switch
        {
            false => ("off", "Suggestions are switched off (setting 'enabled')."),
            true when model.State == ModelState.Failed => ("error", model.Message),
            true when model.State == ModelState.Loading => ("loading", model.Message),
            _ => ("ready", model.Message),
        };
        return new(
            state,
            state == "loading" || isAnswering,
            settings.Offline,
            message,
            model.Name,
            lastTier,
            cloud?.State.ToString(),
            cloud?.Message,
            state == "error" ? "doctor" : cloud?.State is Completion.Cloud.CloudState.SignedOut or Completion.Cloud.CloudState.Refused ? "signIn" : null);
    }
}
