using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Serving.Batching;

namespace LocalCascade.Serving.Tests.Batching;

public sealed class StopBufferTests
{
    [Fact]
    public void A_stop_text_is_never_seen_however_the_text_is_cut()
    {
        var texts = ArbMap.Default.ArbFor<NonNull<string>>().Generator.Select(text => text.Get.Replace("\0", "", StringComparison.Ordinal));
        var letters = Gen.Elements('a', 'b', '\n').ArrayOf().Select(chars => new string(chars));
        var cases = from text in Gen.OneOf(texts, letters)
                    from stop in letters.Where(stop => stop.Length is > 0 and < 5)
                    from seed in Gen.Choose(0, 1000)
                    select (text, stop, seed);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var (text, stop, seed) = one;
            var random = new System.Random(seed);
            var buffer = new StopBuffer([stop, "never this"]);
            var shown = "";
            var stopped = false;
            for (var at = 0; at < text.Length && !stopped;)
            {
                var length = Math.Min(random.Next(1, 4), text.Length - at);
                shown += buffer.Append(text.AsSpan(at, length), out stopped);
                at += length;
            }

            shown += stopped ? "" : buffer.Flush();
            var end = text.IndexOf(stop, StringComparison.Ordinal);
            return shown == (end < 0 ? text : text[..end]);
        }).QuickCheckThrowOnFailure();
    }
}
