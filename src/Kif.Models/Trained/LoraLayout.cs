using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;

namespace Kif.Models.Trained;

/// <summary>The modules of a model that get adapters, with ranks, scalings and PEFT's names of their factors.</summary>
internal sealed class LoraLayout
{
    private readonly ModuleRules rules;

    /// <summary>Selects the modules that the settings name.</summary>
    /// <exception cref="CompositionException">A target or pattern matches no module, or the factors have too many elements.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public LoraLayout(IBackbone backbone, LoraSettings settings)
    {
        settings.Validate();
        (Settings, rules) = (settings, new ModuleRules(settings, backbone.DefaultLoraTargets));
        try
        {
            Modules = [.. backbone.Linears.Where(m => rules.Fits(m.Module.Path))];
            LayoutCheck.Validate(backbone, Modules, rules, settings);
            Ranks = [.. Modules.Select(m => rules.Rank(m.Module.Path))];
            Scalings = [.. Modules.Select(m => rules.Scaling(m.Module.Path))];
        }
        catch (TimeoutException e) { throw new CompositionException(e.Message); }
        double numbers = Modules.Zip(Ranks, (m, rank) => (double)rank * (m.Inputs + m.Outputs)).Sum();
        if (numbers > Array.MaxLength)
            throw new CompositionException(FormattableString.Invariant($"LoRA of rank {Ranks.Max()} on {Modules.Count} modules has {numbers:g4} numbers; at most {Array.MaxLength} train at a time"));
    }

    /// <summary>The settings.</summary>
    public LoraSettings Settings { get; }

    /// <summary>The modules with an adapter, in the model's order.</summary>
    public IReadOnlyList<LinearModule> Modules { get; }

    /// <summary>The rank of each of them.</summary>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>The factor on B A of each of them.</summary>
    public IReadOnlyList<double> Scalings { get; }

    /// <summary>Creates the space of one generation of adapters: per module A, then B.</summary>
    public ParameterSpace Space(ScalarType dtype, int generation) => new(Modules.Zip(Ranks).SelectMany<(LinearModule Module, int Rank), ParameterDeclaration>(m =>
    [
        new(PeftNames.A(m.Module.Module.Path), m.Module.Module, ParameterRole.LoraA, [m.Rank, m.Module.Inputs]),
        new(PeftNames.B(m.Module.Module.Path), m.Module.Module, ParameterRole.LoraB, [m.Module.Outputs, m.Rank]),
    ]), dtype, generation);

    /// <summary>Draws initial factors: A uniform in ±1/√inputs, B zero.</summary>
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

    /// <summary>Creates the pairs of one adapter, in the order of <see cref="Modules"/>.</summary>
    /// <param name="views">The adapter's vector, split.</param>
    /// <param name="trains">Whether it is the trainable adapter: with dropout and names.</param>
    public IEnumerable<AdapterBranch> Pairs(Tensor[] views, bool trains) => Modules.Select((m, i) =>
        new AdapterBranch(views[2 * i], views[2 * i + 1], Scalings[i], trains ? Settings.Dropout : 0, trains ? (PeftNames.A(m.Module.Path), PeftNames.B(m.Module.Path)) : null));
}
