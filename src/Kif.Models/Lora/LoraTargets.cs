using System.Globalization;

namespace Kif.Models;

/// <summary>The modules of a model that get adapters, with ranks, scalings and PEFT's names of their factors.</summary>
internal sealed class LoraTargets
{
    private readonly LoraTargetRules rules;

    /// <summary>Selects the modules that the settings name.</summary>
    /// <exception cref="CompositionException">A target or pattern matches no module, or the factors have too many elements.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public LoraTargets(IBackbone backbone, LoraSettings settings)
    {
        settings.Validate();
        (Settings, rules) = (settings, new LoraTargetRules(settings, backbone.DefaultLoraTargets));
        try
        {
            Modules = [.. backbone.Linears.Where(m => rules.Matches(m.Module.Path))];
            LoraTargetsCheck.Validate(backbone, Modules, rules, settings);
            Ranks = [.. Modules.Select(m => rules.Rank(m.Module.Path))];
            Scalings = [.. Modules.Select(m => rules.Scaling(m.Module.Path))];
        }
        catch (TimeoutException e) { throw new CompositionException(e.Message); }
        double numbers = Modules.Zip(Ranks, (m, rank) => (double)rank * (m.Inputs + m.Outputs)).Sum();
        if (numbers > Array.MaxLength)
            throw new CompositionException(
                FormattableString.Invariant(
                    $"LoRA of rank {Ranks.Max()} on {Modules.Count} modules has {numbers:g4} numbers; at most {Array.MaxLength} train at a time"));
    }

    /// <summary>The settings.</summary>
    public LoraSettings Settings { get; }

    /// <summary>The modules with an adapter, in the model's order.</summary>
    public IReadOnlyList<LinearModule> Modules { get; }

    /// <summary>The rank of each of them.</summary>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>The factor on B A of each of them.</summary>
    public IReadOnlyList<double> Scalings { get; }

    /// <summary>Creates the space of one generation of adapters: per module A, then B; after them the gate's parameters, if there are any.</summary>
    public ParameterSpace Space(ScalarType dtype, int generation, AdapterGates? gates = null) =>
        new(Modules.Zip(Ranks).SelectMany<(LinearModule Module, int Rank), ParameterInfo>(m =>
    [
        new(PeftNames.A(m.Module.Module.Path), m.Module.Module, ParameterRole.LoraA, [m.Rank, m.Module.Inputs]),
        new(PeftNames.B(m.Module.Module.Path), m.Module.Module, ParameterRole.LoraB, [m.Module.Outputs, m.Rank]),
    ]).Concat(gates?.Parameters ?? []), dtype, generation);

    /// <summary>Draws initial factors: A uniform in ±1/√inputs, B zero; gates uniform too.</summary>
    public Tensor Initial(ParameterSpace space, Device device, RandomStream random)
    {
        double[] values = new double[space.Length];
        foreach (ParameterInfo p in space.Parameters)
        {
            if (p.Role == ParameterRole.LoraB) continue;
            double bound = p.Role == ParameterRole.Gate ? AdapterGates.Bound(p) : 1 / Math.Sqrt(p.Shape[1]);
            foreach (ref double value in values.AsSpan((int)p.Offset, (int)p.Length)) value = random.NextDouble(-bound, bound);
        }
        return torch.tensor(values, dtype: space.DType, device: device);
    }

    /// <summary>Creates the pairs of one adapter, in the order of <see cref="Modules"/>.</summary>
    /// <param name="views">The adapter's vector, split.</param>
    /// <param name="trains">Whether it is the trainable adapter: with dropout and names.</param>
    public IEnumerable<AdapterBranch> Pairs(Tensor[] views, bool trains) => Modules.Select((m, i) =>
        new AdapterBranch(views[2 * i], views[2 * i + 1], Scalings[i], trains ? Settings.Dropout : 0,
        trains ? (PeftNames.A(m.Module.Path), PeftNames.B(m.Module.Path)) : null));
}

/// <summary>Rejects LoRA settings of which a part has no effect on a model: most likely a name was misspelled.</summary>
internal static class LoraTargetsCheck
{
    /// <summary>Checks that every target, and every pattern of ranks and alphas, has an effect.</summary>
    /// <exception cref="CompositionException">One has none.</exception>
    /// <exception cref="TimeoutException">A pattern takes too long.</exception>
    public static void Validate(IBackbone backbone, IReadOnlyList<LinearModule> chosen, LoraTargetRules rules, LoraSettings settings)
    {
        string[] all = [.. backbone.Linears.Select(m => m.Module.Path)];
        if (rules.Targets.FirstOrDefault(t => !all.Any(m => LoraTargetRules.IsEnd(m, t))) is { } lost)
            throw new CompositionException(
                UnknownName.Message($"linear module of a {backbone.ModelType} model", lost, all.Select(m => m[(m.LastIndexOf('.') + 1)..]).Distinct()));
        if (chosen.Count == 0)
        {
            string who = settings.TargetPattern is { } pattern
                ? $"the pattern of targets '{DisplayText.Of(pattern, 200)}' leaves" : "targets, layers and exclusions leave";
            throw new CompositionException(
                $"LoRA would be on no module: {who} none of the {all.Length} linear modules of this {backbone.ModelType} model, such as '{all[0]}'");
        }
        LoraSettings useful = rules.Without([.. chosen.Select(m => m.Module.Path)]);
        Refuse(nameof(settings.RankPattern), settings.RankPattern, useful.RankPattern);
        Refuse(nameof(settings.AlphaPattern), settings.AlphaPattern, useful.AlphaPattern);

        void Refuse<T>(string setting, IReadOnlyList<KeyValuePair<string, T>> given, IReadOnlyList<KeyValuePair<string, T>> left)
        {
            if (given.FirstOrDefault(p => left.All(l => l.Key != p.Key)).Key is { } idle)
                throw new CompositionException(
                    $"{InvalidLoraSetting.InCode(setting)}['{idle}'] fits none of the {chosen.Count} modules with an adapter, "
                    + $"such as '{chosen[0].Module.Path}'");
        }
    }
}

/// <summary>The rules, by the name of a module, of PEFT 0.21: the modules that get an adapter, and its rank and scaling.</summary>
internal sealed class LoraTargetRules
{
    private readonly LoraSettings settings;
    private readonly PythonPattern? target, exclude;
    private readonly PythonPattern[] layers;
    private readonly Rule<int>[] ranks;
    private readonly Rule<double>[] alphas;

    /// <summary>Creates the rules of valid settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="byDefault">The targets if the settings name none.</param>
    /// <param name="name">Returns a setting's name for messages; null for its name in code.</param>
    public LoraTargetRules(LoraSettings settings, IReadOnlyList<string> byDefault, Func<string, string>? name = null)
    {
        name ??= InvalidLoraSetting.InCode;
        string Called(string setting, string pattern) => $"{name(setting)}: the pattern '{pattern}'";
        this.settings = settings;
        AllLinear = LoraSettingsCheck.IsAllLinear(settings.TargetPattern);
        Targets = settings.TargetPattern is not null ? [] : settings.Targets.Count > 0 ? settings.Targets : byDefault;
        if (settings.TargetPattern is { } t && !AllLinear) target = PythonPattern.Full(t, Called(nameof(settings.TargetPattern), t));
        if (settings.ExcludePattern is { } e) exclude = PythonPattern.Full(e, Called(nameof(settings.ExcludePattern), e));
        layers = settings.LayersPattern.Count == 0
            ? [PythonPattern.Start(ModulePatterns.AnyLayer)]
            : [.. settings.LayersPattern.Select(p => ModulePatterns.Layer(p, Called(nameof(settings.LayersPattern), p)))];
        ranks = Rules(nameof(settings.RankPattern), settings.RankPattern);
        alphas = Rules(nameof(settings.AlphaPattern), settings.AlphaPattern);

        Rule<T>[] Rules<T>(string setting, IReadOnlyList<KeyValuePair<string, T>> values) =>
            [.. values.Select(p => new Rule<T>(p.Key, ModulePatterns.End(p.Key, Called(setting, p.Key)), p.Value))];
    }

    /// <summary>The listed targets; empty if a pattern selects them.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Whether every linear module is a target.</summary>
    public bool AllLinear { get; }

    /// <summary>Whether a module gets an adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public bool Matches(string module)
    {
        if (exclude?.Matches(module) ?? settings.Exclude.Any(x => IsEnd(module, x))) return false;
        if (AllLinear || target is not null) return AllLinear || target!.Matches(module);
        return Targets.Contains(module) || (Targets.Any(x => IsEnd(module, x)) && InLayers(module));
    }

    /// <summary>Returns the rank of a module's adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public int Rank(string module) => Of(ranks, module, settings.Rank);

    /// <summary>Returns the scaling of a module's adapter.</summary>
    /// <exception cref="TimeoutException">A pattern takes too long; the message names the setting.</exception>
    public double Scaling(string module) => settings.ScalingOf(Rank(module), Of(alphas, module, settings.Alpha));

    /// <summary>Returns the settings without targets and patterns that match none of these modules.</summary>
    public LoraSettings Without(IReadOnlyList<string> modules)
    {
        IReadOnlyList<KeyValuePair<string, T>> Useful<T>(Rule<T>[] rules) =>
            [.. rules.Where(r => modules.Any(m => m == r.Key || r.Pattern.Matches(m))).Select(r => KeyValuePair.Create(r.Key, r.Value))];
        return settings with
        {
            Targets = [.. settings.Targets.Where(t => modules.Any(m => IsEnd(m, t)))], RankPattern = Useful(ranks), AlphaPattern = Useful(alphas),
        };
    }

    /// <summary>Whether a name is the given one or ends with it after a dot.</summary>
    public static bool IsEnd(string module, string wanted) => module == wanted || module.EndsWith('.' + wanted, StringComparison.Ordinal);

    private bool InLayers(string module)
    {
        if (settings.Layers.Count == 0) return true;
        string? number = layers.FirstOrDefault(l => l.Matches(module))?.Group(module, ModulePatterns.Index);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && settings.Layers.Contains(layer);
    }

    private static T Of<T>(Rule<T>[] rules, string module, T otherwise)
    {
        foreach (Rule<T> rule in rules)
            if (rule.Pattern.Matches(module)) return rule.Value;
        foreach (Rule<T> rule in rules)
            if (rule.Key == module) return rule.Value;
        return otherwise;
    }

    private sealed record Rule<T>(string Key, PythonPattern Pattern, T Value);
}

/// <summary>The patterns that PEFT builds from its settings.</summary>
internal static class ModulePatterns
{
    /// <summary>The name of the group with the layer's number.</summary>
    public const string Index = "idx";

    /// <summary>The pattern of the first number between dots.</summary>
    public const string AnyLayer = $@".*?\.[^.]*\.(?P<{Index}>\d+)\.";

    /// <summary>Builds the pattern of a key of the ranks or alphas: it matches the name, or its end after a dot.</summary>
    /// <exception cref="FormatException">It is not a valid Python pattern.</exception>
    public static PythonPattern End(string key, string? source = null) => PythonPattern.Start($@"(.*\.)?({key})$", source);

    /// <summary>Builds the pattern of the number after a container of layers.</summary>
    /// <exception cref="FormatException">It is not a valid Python pattern.</exception>
    public static PythonPattern Layer(string container, string? source = null) => PythonPattern.Start($@"(?:^|.*?\.){container}\.(?P<{Index}>\d+)\.", source);
}
