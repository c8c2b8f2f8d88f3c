using LocalCascade.Inference;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Completion.Cascade;

/// <summary>The models in memory, each once however many engines use it. Thread-safe.</summary>
internal sealed class ModelPool : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<(string Folder, RuntimeOptions Options), LoadedModel> _models = [];

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
                return known;
            }

            var model = LocalModel.Load(folder, options, cancellationToken);
            if (model.Fim is null)
            {
                var name = model.Info.Name;
                model.Dispose();
                throw new InferenceException($"The model {name} was not made for filling in the middle: its tokenizer has none of the known FIM tokens. Choose another model, or describe its layout by a 'fim' object in its localcascade.json.");
            }

            return _models[key] = new(model);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
