namespace Kif;

/// <summary>A registered strategy: inert data, so that registration does not require dependency injection.</summary>
/// <param name="Name">The name that users type, e.g. <c>kif-lora</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="OptionsType">A class with a parameterless constructor whose properties hold the defaults.</param>
/// <param name="Compose">Creates a composition from options of that type and parts chosen by name.</param>
public sealed record StrategyDefinition(string Name, string Description, Type OptionsType, Func<object, IComponentSource, StrategyComposition> Compose);
