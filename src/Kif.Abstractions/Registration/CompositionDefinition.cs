namespace Kif;

/// <summary>A strategy composed of registered ones: inert data, as in a file.</summary>
/// <param name="Name">The name that users type, e.g. <c>mine</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Strategy">The strategy it is made of, or several joined by plus signs, e.g. <c>kif+ewc</c>.</param>
/// <param name="Settings">Options that differ from their defaults, by path below the strategy; of several strategies each below its own name.</param>
public sealed record CompositionDefinition(string Name, string Description, string Strategy, IReadOnlyList<KeyValuePair<string, string>> Settings);
