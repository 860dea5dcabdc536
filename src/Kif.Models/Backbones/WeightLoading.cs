using Kif.Models.Folders;

namespace Kif.Models.Backbones;

/// <summary>Loads the weights of a layout from a checkpoint; every weight must match.</summary>
public static class WeightLoading
{
    /// <summary>Loads all weights of the layout in its order: contiguous, without gradient, outside any dispose scope. The caller owns them.</summary>
    /// <param name="layout">The weights that the backbone needs. A weight may be stored under its name or an alias.</param>
    /// <param name="source">The checkpoint.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64; weights stored in another type are converted.</param>
    /// <param name="mayRemain">Tells the names that may be left over in addition to aliases of loaded weights; null for none.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape; the message names it.</exception>
    /// <exception cref="ArgumentException">The dtype is another one.</exception>
    public static Tensor[] Load(BackboneLayout layout, IWeightSource source, Device device, ScalarType dtype, Func<string, bool>? mayRemain = null)
    {
        Precision.Check(dtype);
        using var _ = torch.no_grad();
        var tensors = new List<Tensor>(layout.Weights.Count);
        try
        {
            foreach (ParameterDeclaration weight in layout.Weights) tensors.Add(Take(weight, source, device, dtype));
            var aliases = layout.Weights.SelectMany(w => (w.Aliases ?? []).Append(w.Name)).ToHashSet();
            source.AssertAllTaken(name => aliases.Contains(name) || mayRemain?.Invoke(name) == true);
            return [.. tensors];
        }
        catch
        {
            tensors.ForEach(t => t.Dispose());
            throw;
        }
    }

    private static Tensor Take(ParameterDeclaration weight, IWeightSource source, Device device, ScalarType dtype)
    {
        string name = source.Contains(weight.Name) ? weight.Name : weight.Aliases?.FirstOrDefault(source.Contains) ?? weight.Name;
        using var scope = torch.NewDisposeScope();
        Tensor stored = source.Take(name, [.. weight.Shape]);
        Tensor converted = stored.to(dtype, device).contiguous();
        if (!ReferenceEquals(stored, converted)) stored.Dispose();
        return converted.detach().DetachFromDisposeScope();
    }
}
