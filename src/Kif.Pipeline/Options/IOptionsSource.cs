namespace Kif.Pipeline.Options;

/// <summary>Where the options of strategies and parts start from, before a composition says anything.</summary>
internal interface IOptionsSource
{
    /// <summary>A fresh object that the caller may change.</summary>
    /// <param name="type">The options' class.</param>
    /// <param name="kind">The kind of part that they are of; null for a strategy.</param>
    /// <param name="name">The name of the strategy or part.</param>
    object Create(Type type, ComponentKind? kind, string name);

    /// <summary>What the configuration says about a strategy or part.</summary>
    IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name);
}
