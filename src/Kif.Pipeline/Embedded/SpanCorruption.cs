namespace Kif.Pipeline.Embedded;

/// <summary>T5's span corruption: spans of words are replaced by sentinels, and the target restores them.</summary>
internal static class SpanCorruption
{
    private const double MaskedShare = 0.15, MeanSpan = 2.5;

    /// <summary>The maximum number of spans, that of the longest text.</summary>
    public const int MostSpans = 2;

    /// <summary>Returns a sentinel's text.</summary>
    public static string Sentinel(int index) => $"<extra_id_{index}>";

    /// <summary>Masks about 15 % of the words, in spans of two to three; spans never touch each other.</summary>
    public static (string Input, string Target) Corrupt(string text, RandomStream random)
    {
        string[] words = text.Split(' ');
        int masked = Math.Max(1, (int)Math.Round(words.Length * MaskedShare + random.NextDouble(-0.5, 0.5)));
        int spans = Math.Clamp((int)Math.Round(masked / MeanSpan + random.NextDouble(-0.25, 0.25)), 1, MostSpans);
        int[] lengths = Parts(masked, spans, random), gaps = Parts(words.Length - masked + 2, spans + 1, random);
        var (input, target) = (new List<string>(), new List<string>());
        int at = 0;
        for (int s = 0; s < spans; s++)
        {
            // The first gap may be empty, so a text can begin with a sentinel; the rest after the last span may be empty too.
            int gap = gaps[s] - (s == 0 ? 1 : 0);
            input.AddRange([.. words[at..(at + gap)], Sentinel(s)]);
            target.AddRange([Sentinel(s), .. words[(at + gap)..(at + gap + lengths[s])]]);
            at += gap + lengths[s];
        }
        input.AddRange(words[at..]);
        target.Add(Sentinel(spans));
        return (string.Join(' ', input), string.Join(' ', target));
    }

    /// <summary>Splits a number into positive random parts.</summary>
    private static int[] Parts(int total, int parts, RandomStream random)
    {
        int[] cuts = [0, .. random.Permutation(total - 1)[..(parts - 1)].Select(c => c + 1).Order(), total];
        return [.. cuts.Skip(1).Zip(cuts, (b, a) => b - a)];
    }
}
