namespace Kif;

/// <summary>The options of strategies and parts that have none.</summary>
public sealed class NoOptions;
