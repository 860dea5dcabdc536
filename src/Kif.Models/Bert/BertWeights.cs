using System.Text.RegularExpressions;
using Kif.Models.Folders;

namespace Kif.Models.Bert;

/// <summary>The names of weights in published BERT checkpoints.</summary>
internal static partial class BertWeights
{
    private const string Prefix = "bert.";

    /// <summary>Wraps a checkpoint to find weights by current names: the oldest files name a norm's gain and bias gamma and beta, or lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) => new RenamedWeights(source, OtherNames);

    /// <summary>Whether a name belongs to an unused part: the pooler, the head for next-sentence prediction, the position ids.</summary>
    public static bool MayRemain(string name) => Unused().IsMatch(name);

    private static IEnumerable<string> OtherNames(string name)
    {
        string? bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;
        foreach (string? known in new[] { bare, Old(name), bare is null ? null : Old(bare) })
            if (known is not null) yield return known;
    }

    private static string? Old(string name) => name.Contains(".LayerNorm.", StringComparison.Ordinal)
        ? name.Replace(".LayerNorm.weight", ".LayerNorm.gamma", StringComparison.Ordinal).Replace(".LayerNorm.bias", ".LayerNorm.beta", StringComparison.Ordinal)
        : null;

    [GeneratedRegex(@"^(bert\.)?(embeddings\.(position_ids|token_type_ids)|pooler\.dense\.(weight|bias))$|^cls\.seq_relationship\.(weight|bias)$")]
    private static partial Regex Unused();
}
