namespace Kif.Pipeline.Options;

/// <summary>The source of the initial options of strategies and parts, before a composition changes them.</summary>
internal interface IOptionsSource
{
    /// <summary>Creates a new options object that the caller may change.</summary>
    /// <param name="type">The options' class.</param>
    /// <param name="kind">The kind of the part; null for a strategy.</param>
    /// <param name="name">The name of the strategy or part.</param>
    object Create(Type type, ComponentKind? kind, string name);

    /// <summary>Returns the configured settings of a strategy or part.</summary>
    IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name);
}
