using Kif.Models;

namespace Kif;

/// <summary>
/// The checkpoint of an encoder for a masked language model: folders of embedding models have no head, and name their weights without the prefix of the
/// model with one. The head's weights are then zeros; no embedding depends on them.
/// </summary>
/// <param name="source">The checkpoint.</param>
internal sealed class EncoderWeights(IWeightSource source) : IWeightSource
{
    private const string BertHead = "cls.predictions.", BertTransform = BertHead + "transform.dense.weight";
    private const string ModernHead = "head.", ModernTransform = ModernHead + "dense.weight", ModernDecoder = "decoder.", ModernPrefix = "model.";

    private readonly RenamedWeights stored = new(source, name =>
        name.StartsWith(ModernPrefix, StringComparison.Ordinal) ? [name, name[ModernPrefix.Length..]] : [name]);

    public bool Contains(string name) => stored.Contains(name) || IsAbsentHead(name);

    public IReadOnlyList<long>? Shape(string name) => stored.Shape(name);

    public Tensor Take(string name, params long[] shape) =>
        !stored.Contains(name) && IsAbsentHead(name) ? torch.zeros(shape, dtype: ScalarType.Float32).DetachFromDisposeScope() : stored.Take(name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => stored.AssertAllTaken(mayRemain);

    /// <summary>Whether a weight belongs to a head of which nothing is stored; where a part of it is, its rest is missed as always.</summary>
    private bool IsAbsentHead(string name) => name.StartsWith(BertHead, StringComparison.Ordinal)
        // The decoder's own matrix is looked for to see whether it is tied.
        ? !name.EndsWith("decoder.weight", StringComparison.Ordinal) && !source.Contains(BertTransform)
        : (name.StartsWith(ModernHead, StringComparison.Ordinal) || name == ModernDecoder + "bias") && !source.Contains(ModernTransform);
}
