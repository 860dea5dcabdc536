using Kif;

namespace ThirdParty.Parts;

/// <summary>
/// The harmonic mean of precision and recall over an answer's words, the best over its references, in percent (Rajpurkar et al. 2016, "SQuAD"). Case and ASCII
/// punctuation do not count.
/// </summary>
public sealed class TokenF1 : ITaskMetric
{
    /// <inheritdoc/>
    public string Name => "token-f1";

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        if (predictions.Count == 0 || predictions.Count != examples.Count)
            throw new ArgumentException($"{predictions.Count} answers for {examples.Count} examples; one for each, and at least one, is needed");
        return 100 * predictions.Zip(examples, (p, e) => e.References.Max(r => F1(Words(p), Words(r)))).Average();
    }

    private static double F1(string[] answer, string[] wanted)
    {
        if (answer.Length == 0 || wanted.Length == 0) return answer.Length == wanted.Length ? 1 : 0;
        var left = wanted.CountBy(w => w).ToDictionary();
        int common = answer.Count(w => left.TryGetValue(w, out int n) && n > 0 && (left[w] = n - 1) >= 0);
        return 2.0 * common / (answer.Length + wanted.Length);
    }

    private static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Where(c => !(char.IsAscii(c) && char.IsPunctuation(c)))])
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
