namespace LocalCascade.Inference.Tests.Native;

[CollectionDefinition(nameof(MeasuresTheProcess), DisableParallelization = true)]
public class MeasuresTheProcess;
