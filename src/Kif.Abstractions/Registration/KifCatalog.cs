namespace Kif;

/// <summary>Everything that is registered under a name: ours and third parties' alike.</summary>
public sealed class KifCatalog
{
    private readonly List<StrategyDefinition> strategies = [];
    private readonly List<ComponentDefinition> components = [];

    /// <summary>The strategies in the order of their registration.</summary>
    public IReadOnlyList<StrategyDefinition> Strategies => strategies;

    /// <summary>The parts in the order of their registration.</summary>
    public IReadOnlyList<ComponentDefinition> Components => components;

    /// <summary>Registers a strategy composed from parts.</summary>
    /// <param name="name">Lower-case letters, digits and the signs - and +; unique.</param>
    /// <param name="description">One line for listings.</param>
    /// <param name="compose">Makes a fresh composition from the options and from parts chosen by name.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public KifCatalog AddStrategy<TOptions>(string name, string description, Func<TOptions, IComponentSource, StrategyComposition> compose) where TOptions : class, new()
    {
        CheckName(name, strategies.Select(s => s.Name));
        strategies.Add(new(name, description, typeof(TOptions), (options, parts) => compose((TOptions)options, parts)));
        return this;
    }

    /// <summary>Registers a strategy that is a single part on a LoRA adapter.</summary>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public KifCatalog AddStrategy<TStrategy, TOptions>(string name, string description, Func<TOptions, TStrategy> create)
        where TStrategy : ContinualStrategy where TOptions : class, new() =>
        AddStrategy<TOptions>(name, description, (options, _) => new([new(name, create(options))]));

    /// <summary>Registers a part that strategies are composed from, or a metric.</summary>
    /// <exception cref="ArgumentException">The name is malformed or taken by a part of that kind, or the part is of another kind.</exception>
    public KifCatalog AddComponent<TPart, TOptions>(string name, string description, Func<TOptions, TPart> create)
        where TPart : class where TOptions : class, new()
    {
        ComponentKind kind = KindOf(typeof(TPart));
        CheckName(name, components.Where(c => c.Kind == kind).Select(c => c.Name));
        components.Add(new(kind, name, description, typeof(TOptions), options => create((TOptions)options)));
        return this;
    }

    /// <summary>Lets somebody register, all or nothing. Messages about a taken name then say who has it.</summary>
    /// <param name="owner">Who registers: a library's or plug-in's name.</param>
    /// <param name="register">Adds to this catalog; after an exception nothing that it added is left.</param>
    /// <exception cref="ArgumentException">A name is malformed or taken.</exception>
    public KifCatalog AddFrom(string owner, Action<KifCatalog> register)
    {
        (int strategyCount, int componentCount) = (strategies.Count, components.Count);
        try
        {
            register(this);
        }
        catch
        {
            strategies.RemoveRange(strategyCount, strategies.Count - strategyCount);
            components.RemoveRange(componentCount, components.Count - componentCount);
            throw;
        }
        return this;
    }

    /// <summary>The strategy of that name.</summary>
    /// <exception cref="CompositionException">There is none; the message has the nearest name and all others.</exception>
    public StrategyDefinition Strategy(string name) => strategies.FirstOrDefault(s => s.Name == name)
        ?? throw new CompositionException(UnknownName.Message("strategy", name, strategies.Select(s => s.Name)));

    /// <summary>The part of that kind and name.</summary>
    /// <exception cref="CompositionException">There is none; the message has the nearest name and all others.</exception>
    public ComponentDefinition Component(ComponentKind kind, string name)
    {
        ComponentDefinition[] all = [.. components.Where(c => c.Kind == kind)];
        return all.FirstOrDefault(c => c.Name == name) ?? throw new CompositionException(UnknownName.Message(kind.ToString(), name, all.Select(c => c.Name)));
    }

    /// <summary>Which kind a type is.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public static ComponentKind KindOf(Type part) =>
        typeof(ISkillUnitDecomposer).IsAssignableFrom(part) ? ComponentKind.Decomposer
        : typeof(IImportanceEstimator).IsAssignableFrom(part) ? ComponentKind.Estimator
        : typeof(IKnowledgeFuser).IsAssignableFrom(part) ? ComponentKind.Fuser
        : typeof(IReplayBuffer).IsAssignableFrom(part) ? ComponentKind.ReplayBuffer
        : typeof(ITaskMetric).IsAssignableFrom(part) ? ComponentKind.Metric
        : throw new ArgumentException($"{part.Name} is no decomposer, estimator, fuser, replay buffer or metric");

    private static void CheckName(string name, IEnumerable<string> taken)
    {
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+')))
            throw new ArgumentException($"'{name}' is no name: lower-case letters, digits, '-' and '+' are", nameof(name));
        if (taken.Contains(name)) throw new ArgumentException($"the name '{name}' is taken", nameof(name));
    }
}
