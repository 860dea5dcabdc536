using Kif.Models.Folders;

namespace Kif.Models.Backbones;

/// <summary>Takes the weights of a layout out of a checkpoint, strictly.</summary>
public static class WeightLoading
{
    /// <summary>All weights of the layout in its order, contiguous, without gradient, outside any dispose scope; the caller owns them.</summary>
    /// <param name="layout">What the backbone needs. A weight may lie under its name or under an alias.</param>
    /// <param name="source">The checkpoint.</param>
    /// <param name="device">Where the weights shall lie.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64; what is stored in another type is converted.</param>
    /// <param name="mayRemain">Names that may be left over besides the aliases of what was taken; null for none.</param>
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
