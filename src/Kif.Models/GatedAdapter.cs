namespace Kif.Models;

/// <summary>Adapters with gates, oldest first, in a folder of their own form (<see cref="GatedAdapterFile"/>).</summary>
internal static class GatedAdapter
{
    /// <summary>Writes the adapters of a model.</summary>
    /// <param name="folder">The folder; created if it is missing.</param>
    /// <param name="model">A model whose adapters have gates.</param>
    /// <param name="weights">A vector of its space; only read.</param>
    /// <param name="baseModel">The path or name of the pretrained model.</param>
    public static void Write(string folder, LanguageModel model, Tensor weights, string baseModel)
    {
        using var scope = torch.NewDisposeScope();
        FrozenAdapter[] adapters = [.. model.Frozen, new(model.Space, weights)];
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, GatedAdapterFile.WeightsName),
            adapters.SelectMany((a, i) => a.Space.Parameters.Select(p => (Name(i, p), a.Space.View(a.Weights, p).cpu()))));
        GatedAdapterFile.Write(folder, baseModel, adapters.Length, model.Lora!, model.BranchGateSettings!);
    }

    /// <summary>Reads the adapters of a folder onto a model.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="backbone">The model; borrowed.</param>
    /// <returns>A model that answers with them, and the weights of the newest; the caller disposes both.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, of a later version, or for another model; the message names it.</exception>
    public static (LanguageModel Model, Tensor Weights) Read(string folder, IBackbone backbone)
    {
        GatedAdapterSettings settings = GatedAdapterFile.Read(folder);
        using SafetensorsFile file = SafetensorsFile.Open(FolderFile.PathOf(folder, GatedAdapterFile.WeightsName));
        using var scope = torch.NewDisposeScope();
        try
        {
            using LanguageModel plain = LanguageModel.WithAdapters(backbone, settings.Lora, new() { KeepsBackbone = true });
            using var gated = (LanguageModel)plain.WithGates(settings.Gates);
            Tensor[] all = [.. Enumerable.Range(0, settings.Adapters).Select(i => Vector(file, i, gated.Space, backbone.Device))];
            var grown = (LanguageModel)gated.Resume([.. all.Skip(1).Select(_ => AdapterGrowth.Stack)], all[..^1], new Dictionary<string, Tensor>());
            return (grown, all[^1].DetachFromDisposeScope());
        }
        catch (Exception e) when (e is ArgumentException or CompositionException or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{file.Path}' is not for this model: {e.Message}", e);
        }
    }

    private static Tensor Vector(SafetensorsFile file, int adapter, ParameterSpace space, Device device)
    {
        using var scope = torch.NewDisposeScope();
        return torch.cat([.. space.Parameters.Select(p =>
        {
            Tensor piece = file.Load(Name(adapter, p), space.DType, device);
            return piece.shape.SequenceEqual(p.Shape) ? piece.reshape(-1)
                : throw new ArgumentException($"'{Name(adapter, p)}' is {string.Join(" × ", piece.shape)}, not {string.Join(" × ", p.Shape)}");
        })]).MoveToOuterDisposeScope();
    }

    private static string Name(int adapter, ParameterInfo parameter) => FormattableString.Invariant($"adapters.{adapter}.{parameter.Name}");
}
