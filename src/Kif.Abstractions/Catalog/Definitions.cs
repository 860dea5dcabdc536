using System.Reflection;

namespace Kif;

/// <summary>A registered strategy: inert data, so that registration does not require dependency injection.</summary>
/// <param name="Name">The name that users type, e.g. <c>kif-lora</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="OptionsType">A class with a parameterless constructor whose properties hold the defaults.</param>
/// <param name="Compose">Creates a composition from options of that type and parts chosen by name.</param>
public sealed record StrategyDefinition(string Name, string Description, Type OptionsType, Func<object, IComponentSource, StrategyComposition> Compose)
{
    /// <summary>The assemblies of the strategy's own code.</summary>
    internal IReadOnlyList<Assembly> Code { get => [.. field, OptionsType.Assembly, Compose.Method.Module.Assembly]; init; } = [];
}

/// <summary>A strategy composed of registered ones: inert data, as in a file.</summary>
/// <param name="Name">The name that users type, e.g. <c>mine</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Strategy">The strategy it is made of, or several joined by plus signs, e.g. <c>kif+ewc</c>.</param>
/// <param name="Settings">Options that differ from their defaults, by path below the strategy; of several strategies each below its own name.</param>
public sealed record CompositionDefinition(string Name, string Description, string Strategy, IReadOnlyList<KeyValuePair<string, string>> Settings);

/// <summary>A registered part of strategies, metric, model family or task format.</summary>
/// <param name="Kind">The kind of part.</param>
/// <param name="Name">The name that users type, e.g. <c>adaptive</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="OptionsType">A class with a parameterless constructor whose properties hold the defaults.</param>
/// <param name="Create">Creates the part from options of that type; the result implements the interface of its kind.</param>
public sealed record ComponentDefinition(ComponentKind Kind, string Name, string Description, Type OptionsType, Func<object, object> Create)
{
    /// <summary>The class of the part, if known: compositions in code may use it instead of the name.</summary>
    public Type? PartType { get; init; }

    /// <summary>The assemblies of the part's own code.</summary>
    internal IReadOnlyList<Assembly> Code
    {
        get => [.. field, OptionsType.Assembly, Create.Method.Module.Assembly, .. PartType is { } type ? [type.Assembly] : Array.Empty<Assembly>()];
        init;
    } = [];
}

/// <summary>The kinds of components chosen by name: the four swappable parts of a strategy, metrics, model families and task formats.</summary>
public enum ComponentKind
{
    /// <summary>An <see cref="ISkillUnitDecomposer"/>.</summary>
    Decomposer,

    /// <summary>An <see cref="IImportanceEstimator"/>.</summary>
    Estimator,

    /// <summary>An <see cref="IKnowledgeFuser"/>.</summary>
    Fuser,

    /// <summary>An <see cref="IReplayBuffer"/>.</summary>
    ReplayBuffer,

    /// <summary>An <see cref="ITaskMetric"/>.</summary>
    Metric,

    /// <summary>A model family, by the <c>model_type</c> of a folder's <c>config.json</c> (Kif.Models has its interface).</summary>
    Backbone,

    /// <summary>An <see cref="ITaskFormat"/>.</summary>
    TaskFormat,
}

/// <summary>The choice of a part by name, with its own settings: <c>estimate.use=first-order</c>, <c>estimate.beta1=0.9</c>.</summary>
public sealed class ComponentChoice
{
    /// <summary>The registered name of the part.</summary>
    public string Use { get; set; } = "";

    /// <summary>The part's options that differ from their defaults, as text.</summary>
    public IDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a choice with default options.</summary>
    public static ComponentChoice Of(string name) => new() { Use = name };

    /// <summary>Takes the name and the settings of another choice.</summary>
    internal ComponentChoice Take(ComponentChoice other)
    {
        Use = other.Use;
        Settings.Clear();
        foreach ((string option, string value) in other.Settings) Settings[option] = value;
        return this;
    }
}

/// <summary>A source of registered parts for a composition.</summary>
public interface IComponentSource
{
    /// <summary>Creates a part with the interface <typeparamref name="TPart"/>, with its options set and validated.</summary>
    /// <exception cref="CompositionException">Unknown part, or an unknown or out-of-range option; the message has the option's path.</exception>
    TPart Create<TPart>(ComponentChoice choice) where TPart : class;
}
