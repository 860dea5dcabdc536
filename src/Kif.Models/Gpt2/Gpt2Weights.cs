using System.Text.RegularExpressions;
using Kif.Models.Folders;

namespace Kif.Models.Gpt2;

/// <summary>The names of weights in published GPT-2 checkpoints.</summary>
internal static partial class Gpt2Weights
{
    private const string Prefix = "transformer.";

    /// <summary>Wraps a checkpoint to find weights by current names: the oldest files lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) =>
        new RenamedWeights(source, name => name.StartsWith(Prefix, StringComparison.Ordinal) ? [name[Prefix.Length..]] : []);

    /// <summary>Whether a name is that of a causal mask, which older checkpoints contain.</summary>
    public static bool MayRemain(string name) => Mask().IsMatch(name);

    [GeneratedRegex(@"^(transformer\.)?h\.[0-9]+\.attn\.(bias|masked_bias)$")]
    private static partial Regex Mask();
}
