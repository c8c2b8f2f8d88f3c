using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;
using static LocalCascade.Inference.Tests.Models.OnnxModelSessionTests;

namespace LocalCascade.Inference.Tests.Models;

/// <summary>Rows of a batch against what NumPy computed for each sequence alone.</summary>
public class OnnxBatchSessionTests
{
    public static TheoryData<string> AllModels => new(FixtureModel.Names);

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Rows_of_any_lengths_that_decode_together_give_the_reference_logits(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var batch = model.CreateBatch(rows: 4, capacity: 64);
        int[] lengths = [3, 21, 9, 30];
        for (var row = 0; row < lengths.Length; row++)
        {
            Prefill(batch, row, reference.Tokens.AsSpan(0, lengths[row]));
        }

        // Each goes on along the same text, and arrives at its end at another time.
        for (var step = 0; step < reference.Tokens.Length - 3; step++)
        {
            var positions = lengths.Select(length => Math.Min(length + step, reference.Tokens.Length - 1)).ToArray();
            for (var row = 0; row < lengths.Length; row++)
            {
                batch.Rollback(row, positions[row]);
            }

            var logits = batch.Decode(positions.Select(position => reference.Tokens[position]).ToArray());
            for (var row = 0; row < lengths.Length; row++)
            {
                if (reference.Logits.TryGetValue(positions[row], out var expected))
                {
                    AssertClose(expected, Row(logits, row, model), Tolerance(name));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void A_row_wherever_it_lies_is_extended_alone(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var batch = model.CreateBatch(rows: 3, capacity: 64);
        Prefill(batch, 0, [1, 2, 3, 4, 5]);
        Prefill(batch, 1, [7, 7, 7]);
        AssertClose(reference.Logits[39], Prefill(batch, 2, reference.Tokens), Tolerance(name));
        Assert.Equal((5, 3, reference.Tokens.Length), (batch.GetLength(0), batch.GetLength(1), batch.GetLength(2)));
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Rows_that_were_copied_and_swapped_go_on_as_if_they_had_not_been(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var batch = model.CreateBatch(rows: 3, capacity: 64);
        Prefill(batch, 0, [1, 2, 3, 4, 5]);
        Prefill(batch, 2, reference.Tokens.AsSpan(0, 30));
        batch.Swap(0, 2);
        batch.Copy(source: 0, target: 1, length: 20);
        Prefill(batch, 1, reference.Tokens.AsSpan(20, reference.Tokens.Length - 21));
        Prefill(batch, 0, reference.Tokens.AsSpan(30, reference.Tokens.Length - 31));
        var last = reference.Tokens[^1];
        var logits = batch.Decode([last, last]);
        AssertClose(reference.Logits[39], Row(logits, 0, model), Tolerance(name));
        AssertClose(reference.Logits[39], Row(logits, 1, model), Tolerance(name));
        Assert.Equal(5, batch.GetLength(2));
    }

    [Theory]
    [InlineData("qwen2-fp32")]
    [InlineData("qwen2-int4")]
    [InlineData("starcoder2-fp32")]
    public void One_run_gives_the_logits_of_all_its_positions(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var batch = model.CreateBatch(rows: 2, capacity: 64);
        Assert.Equal(batch.Chunk, batch.MostLogits);
        const int Start = 32;
        Prefill(batch, 1, reference.Tokens.AsSpan(0, Start));
        var run = reference.Tokens.AsSpan(Start);
        var logits = batch.Append(1, run, run.Length);
        foreach (var (position, expected) in reference.Logits.Where(pair => pair.Key >= Start))
        {
            AssertClose(expected, Row(logits, position - Start, model), Tolerance(name));
        }
    }

    [Fact]
    public void A_row_that_is_full_or_empty_cannot_be_decoded_and_nothing_changes()
    {
        using var model = FixtureModel.Load("llama-fp32");
        using var batch = model.CreateBatch(rows: 2, capacity: 8);
        Prefill(batch, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Throws<ArgumentOutOfRangeException>(() => { batch.Decode([1]); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { batch.Append(0, [1], 1); });
        batch.Rollback(0, 7);
        Assert.Throws<ArgumentOutOfRangeException>(() => { batch.Decode([1, 1]); });
        Assert.Equal((7, 0), (batch.GetLength(0), batch.GetLength(1)));
    }

    [Fact]
    public void A_decode_run_allocates_nothing_on_the_managed_heap()
    {
        using var model = FixtureModel.Load("llama-fp32");
        using var batch = model.CreateBatch(rows: 4, capacity: 128);
        for (var row = 0; row < 4; row++)
        {
            Prefill(batch, row, [1, 2, 3]);
        }

        var tokens = new[] { 5, 6, 7, 8 };
        batch.Decode(tokens);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            batch.Decode(tokens);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_batch_lives_on_when_its_model_is_disposed_first()
    {
        var reference = FixtureModel.Read("llama-fp32");
        var model = FixtureModel.Load("llama-fp32");
        using var batch = model.CreateBatch(rows: 2, capacity: 64);
        Prefill(batch, 0, reference.Tokens.AsSpan(0, 20));
        model.Dispose();
        AssertClose(reference.Logits[39], Prefill(batch, 0, reference.Tokens.AsSpan(20)), Tolerance("llama-fp32"));
    }

    private static ReadOnlySpan<float> Prefill(ILanguageModelBatch batch, int row, ReadOnlySpan<int> tokens)
    {
        ReadOnlySpan<float> logits = [];
        while (!tokens.IsEmpty)
        {
            var chunk = tokens[..Math.Min(batch.Chunk, tokens.Length)];
            logits = batch.Append(row, chunk, logits: 1);
            tokens = tokens[chunk.Length..];
        }

        return logits;
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> logits, int row, OnnxModel model) => logits.Slice(row * model.VocabularySize, model.VocabularySize);
}
