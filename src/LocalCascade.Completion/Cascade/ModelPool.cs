using LocalCascade.Inference;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// The models in memory, each once however many engines use it. Thread-safe. Where <paramref name="keepsLast"/>, the one that was
/// asked for last stays when nobody uses it, so that the next editor finds it warm.
/// </summary>
internal sealed class ModelPool(bool keepsLast) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<(string Folder, RuntimeOptions Options), LoadedModel> _models = [];
    private LoadedModel? _kept;

    /// <summary>A model, loaded unless it is there; the caller is one of its users and has to release it.</summary>
    /// <exception cref="InferenceException">It cannot be loaded, or was not made for filling in the middle.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LoadedModel Get(string folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        // One at a time: who asks for a model that is being loaded gets that one.
        _one.Wait(cancellationToken);
        try
        {
            var key = (Path.GetFullPath(folder), options);
            if (_models.TryGetValue(key, out var known) && known.TryAddUser())
            {
                Keep(known);
                return known;
            }

            var model = LocalModel.Load(folder, options, cancellationToken);
            if (model.Fim is null)
            {
                var name = model.Info.Name;
                model.Dispose();
                throw new InferenceException($"The model {name} was not made for filling in the middle: its tokenizer has none of the known FIM tokens. Choose another model, or describe its layout by a 'fim' object in its localcascade.json.");
            }

            var loaded = _models[key] = new(model);
            Keep(loaded);
            return loaded;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _kept?.Release();
        _kept = null;
        _one.Dispose();
    }

    // The caller's use of it keeps it alive meanwhile.
    private void Keep(LoadedModel model)
    {
        if (keepsLast && _kept != model && model.TryAddUser())
        {
            _kept?.Release();
            _kept = model;
        }
    }
}
