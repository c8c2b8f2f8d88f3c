using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Evaluation;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredCalibration))]
[JsonSerializable(typeof(CalibrateOutput))]
[JsonSerializable(typeof(EvalOutput))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
