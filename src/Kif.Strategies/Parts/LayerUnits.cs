using System.Globalization;

namespace Kif;

/// <summary>
/// A decomposer with one unit per layer, named by the layer's path (<c>encoder.block.0</c>); every tensor outside layers is one unit, as with
/// matrix units.
/// </summary>
internal sealed class LayerUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space)
    {
        if (space.Parameters.All(p => p.Module.Layer is null))
            throw new CompositionException(
                "layer units are made of the tensors of a layer, and no trainable tensor of this model knows its layer: choose matrix units");
        return new SkillUnits(space, [.. space.Parameters.Select((p, i) => (Name: NameOf(p), Part: UnitPart.Of(i)))
            .GroupBy(p => p.Name).Select(g => new SkillUnit(g.Key, [.. g.Select(p => p.Part)]))]);
    }

    /// <summary>Returns the path up to the layer's number, which distinguishes the layers of two stacks.</summary>
    private static string NameOf(ParameterInfo parameter)
    {
        if (parameter.Module.Layer is not { } layer) return parameter.Name;
        string number = layer.ToString(CultureInfo.InvariantCulture);
        string[] path = parameter.Module.Path.Split('.');
        int at = Array.IndexOf(path, number);
        return at < 0 ? $"layer {number}" : string.Join('.', path[..(at + 1)]);
    }
}
