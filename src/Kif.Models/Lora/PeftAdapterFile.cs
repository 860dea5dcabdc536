namespace Kif.Models;

/// <summary>A LoRA adapter in PEFT's format: a folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
internal sealed class PeftAdapterFile : IDisposable
{
    /// <summary>The name of the file of the factors.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private PeftAdapterFile(PeftConfig config, IReadOnlyDictionary<string, Tensor> weights, IEnumerable<string> names)
    {
        (Config, Weights) = (config, weights);
        Modules = [.. names.Select(name => PeftNames.ModuleOf(name)!).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The settings.</summary>
    public PeftConfig Config { get; }

    /// <summary>The modules that have an adapter, named as in the base model, in ordinal order.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>The factors, named as in <see cref="PeftNames"/>: A (rank × inputs) and B (outputs × rank) of each module. Owned by this object.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>Reads an adapter. The caller disposes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="type">The type to load the factors in; null for 32-bit floats.</param>
    /// <param name="device">The device to load them on; null for the CPU.</param>
    /// <exception cref="FileNotFoundException">One of the two files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or uses an unsupported setting, or the factors do not match the settings.</exception>
    public static PeftAdapterFile Read(string folder, ScalarType? type = null, Device? device = null)
    {
        PeftConfig config = PeftConfig.Read(FolderFile.PathOf(folder, PeftConfig.FileName));
        using SafetensorsFile file = SafetensorsFile.Open(FolderFile.PathOf(folder, WeightsName));
        if (Fault(config, file) is { } fault) throw new InvalidDataException($"'{file.Path}': {fault}");
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var adapter = new PeftAdapterFile(config, weights, file.Names);
        try
        {
            foreach (string name in file.Names)
            {
                weights.Add(name, file.Load(name, type ?? ScalarType.Float32, device).DetachFromDisposeScope());
                if (!IsFinite(weights[name])) throw new InvalidDataException($"'{file.Path}': '{name}' has values that are not finite.");
            }
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter that PEFT reads; existing files are replaced.</summary>
    /// <param name="folder">The folder; created if it does not exist.</param>
    /// <param name="config">The settings.</param>
    /// <param name="weights">The factors, named as in <see cref="PeftNames"/>; they are only read.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or the factors do not match the settings.</exception>
    public static void Write(string folder, PeftConfig config, IReadOnlyDictionary<string, Tensor> weights)
    {
        config.Validate();
        if (FactorShapes.Fault(weights.Select(w => (w.Key, (IReadOnlyList<long>)w.Value.shape)), config.Rules([]).Rank) is { } fault)
        {
            throw new ArgumentException(fault, nameof(weights));
        }
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), weights.Select(w => (w.Key, w.Value)), new Dictionary<string, string> { ["format"] = "pt" });
        config.Write(Path.Combine(folder, PeftConfig.FileName));
    }

    /// <summary>Disposes the factors.</summary>
    public void Dispose()
    {
        foreach (Tensor weight in Weights.Values) weight.Dispose();
    }

    /// <summary>Finds a fault in names, shapes or types; null if there is none.</summary>
    private static string? Fault(PeftConfig config, SafetensorsFile file)
    {
        try
        {
            if (FactorShapes.Fault(file.Names.Select(name => (name, file.Info(name).Shape)), config.Rules([]).Rank) is { } fault) return fault;
        }
        catch (TimeoutException e) { throw new InvalidDataException($"'{Path.Combine(Path.GetDirectoryName(file.Path)!, PeftConfig.FileName)}': {e.Message}.",
        e); }
        return file.Names.FirstOrDefault(n => file.Info(n).Type is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64))
            is { } other
            ? $"'{other}' is of type {file.Info(other).Type}; factors are F32, F16, BF16 or F64."
            : null;
    }

    private static bool IsFinite(Tensor weight)
    {
        using var scope = torch.NewDisposeScope();
        return weight.isfinite().all().item<bool>();
    }
}

/// <summary>PEFT's names of the factors of a module's adapter: <c>base_model.model.MODULE.lora_A.weight</c>.</summary>
internal static class PeftNames
{
    private const string Prefix = "base_model.model.";
    private const string SuffixA = ".lora_A.weight";
    private const string SuffixB = ".lora_B.weight";

    /// <summary>Returns the name of the factor A (rank × inputs) of a module, which is named as in the base model.</summary>
    public static string A(string module) => Prefix + module + SuffixA;

    /// <summary>Returns the name of the factor B (outputs × rank) of a module.</summary>
    public static string B(string module) => Prefix + module + SuffixB;

    /// <summary>Finds the module of a factor; null if the name is not that of a factor.</summary>
    public static string? ModuleOf(string factor)
    {
        string? suffix = factor.EndsWith(SuffixA, StringComparison.Ordinal) ? SuffixA : factor.EndsWith(SuffixB, StringComparison.Ordinal) ? SuffixB : null;
        return suffix is not null && factor.StartsWith(Prefix, StringComparison.Ordinal) && factor.Length > Prefix.Length + suffix.Length
            ? factor[Prefix.Length..^suffix.Length]
            : null;
    }
}

/// <summary>Checks names and shapes of an adapter's tensors.</summary>
internal static class FactorShapes
{
    /// <summary>Finds a fault: a name that is not a factor's, a wrong shape, a missing partner; null if there is none.</summary>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="rankOf">Returns the rank of a module's adapter.</param>
    internal static string? Fault(IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors, Func<string, int> rankOf)
    {
        Dictionary<string, IReadOnlyList<long>> shapes = tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<long> shape) in shapes.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (PeftNames.ModuleOf(name) is not { } module)
                return $"'{DisplayText.Of(name)}' is no factor of a linear module's adapter, such as '{PeftNames.A("MODULE")}'.";
            bool first = name == PeftNames.A(module);
            int rank = rankOf(module);
            if (shape.Count != 2 || shape[first ? 0 : 1] != rank)
            {
                return $"'{DisplayText.Of(name)}' has shape [{string.Join(", ", shape)}], wanted {(first ? $"[{rank}, inputs]" : $"[outputs, {rank}]")}.";
            }
            string partner = first ? PeftNames.B(module) : PeftNames.A(module);
            if (!shapes.ContainsKey(partner)) return $"'{DisplayText.Of(name)}' is there without '{DisplayText.Of(partner, 120)}'.";
        }
        return shapes.Count == 0 ? "there are no factors." : null;
    }
}
