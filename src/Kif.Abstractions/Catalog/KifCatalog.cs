using System.Reflection;

namespace Kif;

/// <summary>
/// The catalog of everything registered by name, built-in and third-party alike. Parts are added by the methods of <see cref="PartRegistration"/>
/// (<c>AddDecomposer</c>, <c>AddMetric</c>, …).
/// </summary>
public sealed class KifCatalog
{
    private readonly List<StrategyDefinition> strategies = [];
    private readonly List<CompositionDefinition> compositions = [];
    private readonly List<ComponentDefinition> components = [];
    private Dictionary<(ComponentKind? Kind, string Name), string> owners = [];
    private string? registering;

    /// <summary>The strategies in order of registration.</summary>
    public IReadOnlyList<StrategyDefinition> Strategies => strategies;

    /// <summary>The compositions of registered strategies, in order of registration.</summary>
    public IReadOnlyList<CompositionDefinition> Compositions => compositions;

    /// <summary>The parts in order of registration.</summary>
    public IReadOnlyList<ComponentDefinition> Components => components;

    /// <summary>Registers a strategy composed from parts.</summary>
    /// <param name="name">Lower-case letters, digits and the signs - and +; unique.</param>
    /// <param name="description">One line for listings.</param>
    /// <param name="compose">Creates a composition from the options and from parts chosen by name.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public KifCatalog AddStrategy<TOptions>(string name, string description, Func<TOptions, IComponentSource, StrategyComposition> compose)
        where TOptions : class, new() => AddStrategy(name, description, compose, [compose.Method.Module.Assembly]);

    /// <summary>Registers a strategy that is a single part on a LoRA adapter.</summary>
    /// <param name="name">Lower-case letters, digits and the signs - and +; unique. The part's name too.</param>
    /// <param name="description">One line for listings.</param>
    /// <param name="create">Creates the strategy.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public KifCatalog AddStrategy<TStrategy, TOptions>(string name, string description, Func<TOptions, TStrategy> create)
        where TStrategy : ContinualStrategy where TOptions : class, new() =>
        AddStrategy<TOptions>(name, description, (options, _) => new([new(name, create(options))]),
            [typeof(TStrategy).Assembly, create.Method.Module.Assembly]);

    /// <summary>
    /// Registers a single part on a LoRA adapter, created by its public constructor that takes the options, or else by its parameterless one.
    /// </summary>
    /// <exception cref="ArgumentException">The name is malformed or taken, or there is no such constructor.</exception>
    public KifCatalog AddStrategy<TStrategy, TOptions>(string name, string description)
        where TStrategy : ContinualStrategy where TOptions : class, new() => AddStrategy(name, description, ConstructorBinding.Of<TStrategy, TOptions>());

    /// <summary>Registers a strategy without options that is a single part on a LoRA adapter.</summary>
    /// <exception cref="ArgumentException">The name is malformed or taken, or there is no public parameterless constructor.</exception>
    public KifCatalog AddStrategy<TStrategy>(string name, string description)
        where TStrategy : ContinualStrategy => AddStrategy<TStrategy, NoOptions>(name, description);

    /// <summary>Registers a composition of registered strategies.</summary>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public KifCatalog AddComposition(CompositionDefinition definition)
    {
        Own(null, definition.Name);
        compositions.Add(definition);
        return this;
    }

    /// <summary>
    /// Registers a part under its kind and name: the general form behind <c>AddMetric</c> etc., and for libraries whose parts have their own interface.
    /// </summary>
    /// <exception cref="ArgumentException">The name is malformed or taken by a part of that kind.</exception>
    public KifCatalog AddComponent(ComponentDefinition definition)
    {
        Own(definition.Kind, definition.Name);
        components.Add(definition);
        return this;
    }

    /// <summary>The names of all strategies and compositions.</summary>
    public IEnumerable<string> Names => strategies.Select(s => s.Name).Concat(compositions.Select(c => c.Name));

    /// <summary>Runs a registration on behalf of an owner, all or nothing. Messages about a taken name then include its owner.</summary>
    /// <param name="owner">The name of the library or plug-in.</param>
    /// <param name="register">Adds to this catalog; an exception undoes its additions.</param>
    /// <exception cref="ArgumentException">A name is malformed or taken.</exception>
    public KifCatalog AddFrom(string owner, Action<KifCatalog> register)
    {
        (int strategyCount, int compositionCount, int componentCount, string? outer) = (strategies.Count, compositions.Count, components.Count, registering);
        Dictionary<(ComponentKind?, string), string> before = new(owners);
        registering = owner;
        try
        {
            register(this);
        }
        catch
        {
            strategies.RemoveRange(strategyCount, strategies.Count - strategyCount);
            compositions.RemoveRange(compositionCount, compositions.Count - compositionCount);
            components.RemoveRange(componentCount, components.Count - componentCount);
            owners = before;
            throw;
        }
        finally
        {
            registering = outer;
        }
        return this;
    }

    /// <summary>Returns the strategy with the given name.</summary>
    /// <exception cref="CompositionException">There is no such name; the message has the nearest name and all others.</exception>
    public StrategyDefinition Strategy(string name) => strategies.FirstOrDefault(s => s.Name == name)
        ?? throw new CompositionException(UnknownName.Message("strategy", name, Names));

    /// <summary>Returns the parts of a kind, in order of registration.</summary>
    public IReadOnlyList<ComponentDefinition> ComponentsOf(ComponentKind kind) => [.. components.Where(c => c.Kind == kind)];

    /// <summary>Returns the part with the given kind and name.</summary>
    /// <exception cref="CompositionException">There is no such name; the message has the nearest name and all others.</exception>
    public ComponentDefinition Component(ComponentKind kind, string name) => ComponentsOf(kind).FirstOrDefault(c => c.Name == name)
        ?? throw new CompositionException(UnknownName.Message(kind.ToString(), name, ComponentsOf(kind).Select(c => c.Name)));

    /// <summary>Returns the kind of a part's type.</summary>
    /// <exception cref="ArgumentException">The type is not a part.</exception>
    public static ComponentKind KindOf(Type part) =>
        typeof(ISkillUnitDecomposer).IsAssignableFrom(part) ? ComponentKind.Decomposer
        : typeof(IImportanceEstimator).IsAssignableFrom(part) ? ComponentKind.Estimator
        : typeof(IKnowledgeFuser).IsAssignableFrom(part) ? ComponentKind.Fuser
        : typeof(IReplayBuffer).IsAssignableFrom(part) ? ComponentKind.ReplayBuffer
        : typeof(ITaskMetric).IsAssignableFrom(part) ? ComponentKind.Metric
        : typeof(ITaskFormat).IsAssignableFrom(part) ? ComponentKind.TaskFormat
        : throw new ArgumentException($"{part.Name} is no decomposer, estimator, fuser, replay buffer, metric or task format");

    private KifCatalog AddStrategy<TOptions>(
        string name, string description, Func<TOptions, IComponentSource, StrategyComposition> compose, IReadOnlyList<Assembly> code)
        where TOptions : class, new()
    {
        Own(null, name);
        strategies.Add(new(name, description, typeof(TOptions), (options, parts) => compose((TOptions)options, parts)) { Code = code });
        return this;
    }

    /// <summary>Reserves a name for the current owner; strategies and compositions share one set of names.</summary>
    private void Own(ComponentKind? kind, string name)
    {
        IEnumerable<string> taken = kind is { } part ? ComponentsOf(part).Select(c => c.Name) : Names;
        RegisteredName.Check(name, taken, owners.GetValueOrDefault((kind, name)), underscores: kind == ComponentKind.Backbone);
        if (registering is not null) owners[(kind, name)] = registering;
    }
}

/// <summary>Checks names for registration.</summary>
internal static class RegisteredName
{
    /// <summary>Throws if a name is malformed or taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">The names in use.</param>
    /// <param name="owner">The owner of the name in use; null if unknown.</param>
    /// <param name="underscores">Whether underscores are allowed too: model types have them.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public static void Check(string name, IEnumerable<string> taken, string? owner, bool underscores = false)
    {
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+' || (underscores && c is '_' or '.'))))
            throw new ArgumentException($"'{name}' is no name: lower-case letters, digits, '-' and '+' are{(underscores ? ", and '_' and '.'" : "")}",
                nameof(name));
        if (taken.Contains(name)) throw new ArgumentException($"the name '{name}' is taken{(owner is null ? "" : $" by {owner}")}", nameof(name));
    }
}

/// <summary>
/// A plug-in: a public class with a parameterless constructor in an assembly that a user names (<c>kif compare --plugin FILE</c>).
/// An assembly may have several; each is called once. A program that references the assembly can call <see cref="Register"/> itself:
/// <c>services.AddKif(new MyPlugin().Register)</c>.
/// </summary>
public interface IKifPlugin
{
    /// <summary>Registers strategies, parts, metrics, backbones and task formats; they work exactly like the built-in ones.</summary>
    /// <param name="kif">The catalog with all built-in components and those of earlier plug-ins.</param>
    /// <exception cref="ArgumentException">A name is malformed or taken; then nothing of this plug-in is registered.</exception>
    void Register(KifCatalog kif);
}
