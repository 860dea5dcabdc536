using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;

namespace Kif.Models.Trained;

/// <summary>Where the adapters of a model sit and what their factors are called, as PEFT has it.</summary>
internal sealed class LoraLayout
{
    /// <summary>Chooses the modules that the settings name.</summary>
    /// <exception cref="CompositionException">A target fits no module.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public LoraLayout(IBackbone backbone, LoraSettings settings)
    {
        settings.Validate();
        IReadOnlyList<string> targets = settings.Targets.Count > 0 ? settings.Targets : backbone.DefaultLoraTargets;
        if (targets.FirstOrDefault(t => !backbone.Linears.Any(m => Fits(m, t))) is { } lost)
            throw new CompositionException(UnknownName.Message($"linear module of a {backbone.ModelType} model", lost,
                backbone.Linears.Select(m => m.Module.Path[(m.Module.Path.LastIndexOf('.') + 1)..]).Distinct()));
        Settings = settings;
        Modules = [.. backbone.Linears.Where(m => targets.Any(t => Fits(m, t)))];
    }

    /// <summary>The settings.</summary>
    public LoraSettings Settings { get; }

    /// <summary>The modules with an adapter, in the model's order.</summary>
    public IReadOnlyList<LinearModule> Modules { get; }

    /// <summary>The space of one generation of adapters: per module A, then B.</summary>
    public ParameterSpace Space(ScalarType dtype, int generation) => new(Modules.SelectMany<LinearModule, ParameterDeclaration>(m =>
    [
        new(PeftNames.A(m.Module.Path), m.Module, ParameterRole.LoraA, [Settings.Rank, m.Inputs]),
        new(PeftNames.B(m.Module.Path), m.Module, ParameterRole.LoraB, [m.Outputs, Settings.Rank]),
    ]), dtype, generation);

    /// <summary>Fresh factors: A uniform in ±1/√inputs, B zero.</summary>
    public Tensor Initial(ParameterSpace space, Device device, RandomStream random)
    {
        double[] values = new double[space.Length];
        foreach (ParameterInfo p in space.Parameters)
        {
            if (p.Role != ParameterRole.LoraA) continue;
            double bound = 1 / Math.Sqrt(p.Shape[1]);
            foreach (ref double value in values.AsSpan((int)p.Offset, (int)p.Length)) value = random.NextDouble(-bound, bound);
        }
        return torch.tensor(values, dtype: space.DType, device: device);
    }

    /// <summary>The pairs of one adapter, in the order of <see cref="Modules"/>.</summary>
    /// <param name="views">The adapter's vector, split.</param>
    /// <param name="trains">Whether it is the one that trains: with dropout and names.</param>
    public IEnumerable<AdapterBranch> Pairs(Tensor[] views, bool trains) => Modules.Select((m, i) =>
        new AdapterBranch(views[2 * i], views[2 * i + 1], Settings.Scaling, trains ? Settings.Dropout : 0, trains ? (PeftNames.A(m.Module.Path), PeftNames.B(m.Module.Path)) : null));

    private static bool Fits(LinearModule module, string target) =>
        module.Module.Path == target || module.Module.Path.EndsWith('.' + target, StringComparison.Ordinal);
}
