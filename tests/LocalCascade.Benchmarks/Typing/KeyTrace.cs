namespace LocalCascade.Benchmarks.Typing;

/// <summary>All keys of somebody who writes a text without suggestions, slips and their corrections included.</summary>
internal static class KeyTrace
{
    public static List<Key> Of(Typist typist, string text)
    {
        var keys = new List<(char Behind, bool IsTyped, double Before)>();
        for (var index = 0; index < text.Length; index += typist.KeyLength(index))
        {
            if (typist.SlipAt(index) is var slips and > 0)
            {
                for (var i = 0; i < slips; i++)
                {
                    keys.Add((typist.WrongFor(index, i), true, typist.IntervalBefore(index)));
                }

                for (var i = 0; i < slips; i++)
                {
                    keys.Add((index == 0 ? '\n' : text[index - 1], false, typist.BeforeBackspace(index + i, i == 0)));
                }
            }

            keys.Add((text[index], true, typist.IntervalBefore(index)));
        }

        return [.. keys.Select((key, i) => new Key(key.Behind, key.IsTyped, i + 1 < keys.Count ? keys[i + 1].Before : 3000))];
    }
}
