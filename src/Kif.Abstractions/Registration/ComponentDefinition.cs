namespace Kif;

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
}
