namespace Kif;

/// <summary>
/// A decomposer with one unit per attention head: its outputs of the query, key and value maps (rows of W, of the bias and of a LoRA factor B) and its inputs
/// of the output map (columns of W and of a factor A). Heads that share keys and values form one unit. Factors on the other side of an adapter (A of queries,
/// B of outputs) are shared by all heads and belong to the rest.
/// </summary>
/// <param name="options">The treatment of the rest.</param>
internal sealed class HeadUnits(HeadUnitsOptions options) : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space)
    {
        var heads = new Dictionary<string, List<(int Parameter, int Axis)>>();
        var rest = new List<SkillUnit>();
        for (int i = 0; i < space.Parameters.Count; i++)
        {
            ParameterInfo p = space.Parameters[i];
            if (p.Module.Heads is null || AxisOf(p) is not { } axis) rest.Add(new(p.Name, [UnitPart.Of(i)]));
            else if (!heads.TryAdd(AttentionOf(p.Module), [(i, axis)])) heads[AttentionOf(p.Module)].Add((i, axis));
        }
        if (heads.Count == 0)
            throw new CompositionException(
                "head units are made of attention heads, and no trainable tensor of this model is split into heads: " +
                "choose matrix units or adapt the attention's maps");
        IEnumerable<SkillUnit> units = heads.SelectMany(h => Units(space, h.Key, h.Value));
        return new SkillUnits(space, [.. options.Rest == HeadRest.Units ? units.Concat(rest) : units]);
    }

    private static IEnumerable<SkillUnit> Units(ParameterSpace space, string attention, List<(int Parameter, int Axis)> slices)
    {
        int count = (int)slices.Min(s => HeadSlices(space.Parameters[s.Parameter], s.Axis).Min(slice => slice.Heads));
        foreach ((int parameter, int axis) in slices)
            if (count == 0 || HeadSlices(space.Parameters[parameter], axis).Any(s => s.Heads % count != 0 || s.Width % count != 0))
                throw new CompositionException($"{space.Parameters[parameter].Name} [{string.Join(", ", space.Parameters[parameter].Shape)}] with " +
                    $"{space.Parameters[parameter].Module.Heads} heads does not split into {count} head units of '{attention}'");
        for (int head = 0; head < count; head++)
            yield return new($"{attention}|||head {head}", [.. slices.SelectMany(s => Parts(space.Parameters[s.Parameter], s, head, count))]);
    }

    private static IEnumerable<UnitPart> Parts(ParameterInfo p, (int Parameter, int Axis) slice, int head, int count)
    {
        foreach ((long start, long width, _) in HeadSlices(p, slice.Axis))
            yield return new(slice.Parameter, slice.Axis, start + head * (width / count), width / count);
    }

    /// <summary>Returns start, width and number of heads of the parts that heads split: queries, keys and values where one map computes them.</summary>
    private static IEnumerable<(long Start, long Width, long Heads)> HeadSlices(ParameterInfo p, int axis)
    {
        long size = p.Shape[axis], start = 0;
        IEnumerable<long> widths = p.Module.Slices.Count == 0 ? [size] : p.Module.Slices.Select(s => s.Width);
        foreach (long width in widths)
        {
            yield return (start, width, p.Module.Heads!.Value * width / size);
            start += width;
        }
    }

    /// <summary>Returns the axis of the heads; null if the tensor is not split by heads.</summary>
    private static int? AxisOf(ParameterInfo p) => (p.Role, p.Module.HeadsAtInput) switch
    {
        (ParameterRole.LoraA, true) => 1,
        (ParameterRole.LoraB, false) => 0,
        (ParameterRole.Bias, false) => 0,
        (ParameterRole.Weight, var input) => input == p.Module.Transposed ? 0 : 1,
        _ => null,
    };

    private static string AttentionOf(ModuleInfo module) =>
        module.AttentionPath ?? (module.Path.LastIndexOf('.') is > 0 and var dot ? module.Path[..dot] : module.Path);
}

/// <summary>Options of head units.</summary>
internal sealed class HeadUnitsOptions
{
    /// <summary>The treatment of the rest: LoRA factors shared by all heads, feed-forward layers, embeddings, norms. Default: one unit per tensor.</summary>
    public HeadRest Rest { get; set; }
}

/// <summary>The treatment of trainable tensors that belong to no single attention head.</summary>
internal enum HeadRest
{
    /// <summary>One unit per tensor.</summary>
    Units,

    /// <summary>Outside all units: not scored, fused with the coefficient for elements outside units.</summary>
    Outside,
}
