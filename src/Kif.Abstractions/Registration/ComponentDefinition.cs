namespace Kif;

/// <summary>A registered part that strategies are composed from, a metric, a model family or a format of tasks.</summary>
/// <param name="Kind">Which part it is.</param>
/// <param name="Name">The name that users type, e.g. <c>adaptive</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="OptionsType">A class with a parameterless constructor whose properties hold the defaults.</param>
/// <param name="Create">Makes the part from options of that type; the result implements the interface of its kind.</param>
public sealed record ComponentDefinition(ComponentKind Kind, string Name, string Description, Type OptionsType, Func<object, object> Create)
{
    /// <summary>The class of the part, where it is known: compositions in code may name it in place of the name.</summary>
    public Type? PartType { get; init; }
}
