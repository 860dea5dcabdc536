using System.Text.RegularExpressions;
using Kif.Models.Folders;

namespace Kif.Models.Bert;

/// <summary>How published checkpoints of BERT call their weights.</summary>
internal static partial class BertWeights
{
    private const string Prefix = "bert.";

    /// <summary>The checkpoint under today's names: the oldest ones call a norm's gain and bias gamma and beta, or lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) => new RenamedWeights(source, OtherNames);

    /// <summary>Whether a name belongs to what is not computed: the pooler, the head for next sentences, the numbers of the positions.</summary>
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
